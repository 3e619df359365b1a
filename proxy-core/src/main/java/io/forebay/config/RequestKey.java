package io.forebay.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What requests are told apart by.
 *
 * @param source where in the request it is found
 * @param name of the header (in lower case), cookie or query parameter; empty for other sources
 */
public record RequestKey(Source source, String name) {

  public static final String EXPECTED = "client_ip, path, header:NAME, cookie:NAME or query:NAME";
  public static final RequestKey CLIENT_IP = new RequestKey(Source.CLIENT_IP, "");

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern PARAMETER = Pattern.compile("[!-~&&[^#&=+]]{1,256}");

  /** Where in a request a key is found. */
  public enum Source {
    /** The client's address as far as trusted proxies tell it. */
    CLIENT_IP,
    /** The path without the query. */
    PATH,
    HEADER,
    COOKIE,
    QUERY;

    private boolean accepts(String name) {
      return switch (this) {
        case CLIENT_IP, PATH -> name.isEmpty();
        case HEADER, COOKIE -> TOKEN.matcher(name).matches();
        case QUERY -> PARAMETER.matcher(name).matches();
      };
    }
  }

  public RequestKey {
    name = source == Source.HEADER ? name.toLowerCase(Locale.ROOT) : name;
    Checks.require(source.accepts(name), "key", text(source, name), EXPECTED);
  }

  /**
   * Reads a key as it is written in the file.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static RequestKey parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(colon + 1);
    for (Source source : Source.values()) {
      if (source.accepts(name) && text(source, name).equals(text)) {
        return new RequestKey(source, name);
      }
    }
    throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
  }

  @Override
  public String toString() {
    return text(source, name);
  }

  private static String text(Source source, String name) {
    String word = source.name().toLowerCase(Locale.ROOT);
    return name.isEmpty() ? word : word + ":" + name;
  }
}
