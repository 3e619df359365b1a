package io.forebay.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One of the things by which a {@link RateLimitZoneConfig} tells requests apart.
 *
 * @param kind where it is found
 * @param ofRequest what of the request; null for other kinds
 */
public record LimitKeyPart(Kind kind, @Nullable RequestKey ofRequest) {

  public static final String EXPECTED =
      "client_ip, path, route, listener, header:NAME, cookie:NAME or query:NAME";

  /** Where a part of a key is found. */
  public enum Kind {
    REQUEST,
    /** The route that takes the request, by its label. */
    ROUTE,
    /** The listener that the request came by. */
    LISTENER
  }

  public LimitKeyPart {
    Checks.require((kind == Kind.REQUEST) == (ofRequest != null), "key", kind, EXPECTED);
  }

  /**
   * Reads a part as it is written in the file.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static LimitKeyPart parse(String text) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.REQUEST && word(kind).equals(text)) {
        return new LimitKeyPart(kind, null);
      }
    }
    try {
      return new LimitKeyPart(Kind.REQUEST, RequestKey.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")", e);
    }
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** As it is written in the file. */
  @Override
  public String toString() {
    return ofRequest == null ? word(kind) : ofRequest.toString();
  }
}
