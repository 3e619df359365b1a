package io.forebay.config;

import java.util.Locale;

/**
 * Where a trusted proxy says which client it speaks for.
 *
 * @param kind how it says it
 * @param header the field's name in lower case; empty where nothing is read
 */
public record AddressSource(Kind kind, String header) {

  public static final AddressSource X_FORWARDED_FOR =
      new AddressSource(Kind.ADDRESSES, "x-forwarded-for");
  public static final AddressSource FORWARDED = new AddressSource(Kind.FORWARDED, "forwarded");
  public static final AddressSource X_REAL_IP = new AddressSource(Kind.ADDRESS, "x-real-ip");
  public static final AddressSource NONE = new AddressSource(Kind.NONE, "");

  private static final String PREFIX = "header:";
  private static final String EXPECTED =
      "x-forwarded-for, forwarded, x-real-ip, none or header:NAME of a field with one address";

  /** What stands in the field. */
  public enum Kind {
    /** A list of addresses, the nearest last. */
    ADDRESSES,
    /** RFC 7239. */
    FORWARDED,
    /** One address. */
    ADDRESS,
    /** Nothing is read: the peer's own address counts. */
    NONE
  }

  public AddressSource {
    header = header.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a source as it is written in the file.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static AddressSource parse(String text) {
    return switch (text) {
      case "x-forwarded-for" -> X_FORWARDED_FOR;
      case "forwarded" -> FORWARDED;
      case "x-real-ip" -> X_REAL_IP;
      case "none" -> NONE;
      default -> ofHeader(text);
    };
  }

  private static AddressSource ofHeader(String text) {
    String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "";
    AddressSource source = new AddressSource(Kind.ADDRESS, name);
    boolean isList =
        source.header.equals(X_FORWARDED_FOR.header) || source.header.equals(FORWARDED.header);
    if (isList || HeaderOps.nameProblem(name) != null) {
      throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
    return source;
  }

  /** As it is written in the file. */
  @Override
  public String toString() {
    if (kind == Kind.NONE) {
      return "none";
    }
    boolean isNamed = kind == Kind.ADDRESS && !equals(X_REAL_IP);
    return isNamed ? PREFIX + header : header;
  }
}
