package io.forebay.daemon.explain;

import io.forebay.config.HeaderOps;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * A request as somebody asks about it.
 *
 * @param secure whether it comes by TLS
 * @param port where it arrives
 * @param host the name in its URL, IPv6 in brackets
 * @param text its head, from the request-line to the empty line
 */
public record ExplainedRequest(boolean secure, int port, String host, String text) {

  private static final String URL = "http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH";
  private static final String HEADER = "NAME: VALUE";

  /**
   * A request of {@code method} for {@code url}.
   *
   * @param headers as they stand in a request, {@code NAME: VALUE}; a Host replaces that of the URL
   * @throws IllegalArgumentException with a message fit for users
   */
  public static ExplainedRequest of(String method, String url, List<String> headers) {
    URI uri = parse(url);
    boolean secure = "https".equals(uri.getScheme().toLowerCase(Locale.ROOT));
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder text = new StringBuilder(method + " " + path + query + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("host:"))) {
      text.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
    }
    headers.forEach(it -> text.append(line(it)).append("\r\n"));
    return new ExplainedRequest(secure, port, uri.getHost(), text.append("\r\n").toString());
  }

  private static URI parse(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(url + ", " + e.getReason() + " (expected: " + URL + ")");
    }
    throw new IllegalArgumentException(url + " (expected: " + URL + ")");
  }

  private static String line(String header) {
    int colon = header.indexOf(':');
    String value = colon < 0 ? "" : header.substring(colon + 1).strip();
    if (colon <= 0 || HeaderOps.valueProblem(value) != null) {
      throw new IllegalArgumentException(header + " (expected: " + HEADER + ")");
    }
    return header.substring(0, colon) + ": " + value;
  }
}
