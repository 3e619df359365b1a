package io.forebay.daemon.demo;

import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What a sample server tells of itself and of the request that it received. */
final class SamplePage {
  private static final String TEMPLATE = read("sample.html");
  private static final int HUES = 360;

  /** Spreads the hues of neighbouring names as far apart as can be. */
  private static final int GOLDEN_ANGLE = 137;

  private SamplePage() {}

  private static String read(String resource) {
    try (InputStream in = SamplePage.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String html(String server, long answer, HttpRequest request) {
    String rows =
        request.headers().entries().stream().map(SamplePage::row).collect(Collectors.joining("\n"));
    int hue = Math.floorMod(server.hashCode() * GOLDEN_ANGLE, HUES);
    return TEMPLATE
        .replace("{{hue}}", Integer.toString(hue))
        .replace("{{server}}", escapeHtml(server))
        .replace("{{answer}}", Long.toString(answer))
        .replace("{{request}}", escapeHtml(request.method() + " " + request.uri()))
        .replace("{{headers}}", rows);
  }

  private static String row(Map.Entry<String, String> header) {
    return "<tr><th scope=\"row\">"
        + escapeHtml(header.getKey())
        + "</th><td>"
        + escapeHtml(header.getValue())
        + "</td></tr>";
  }

  /** A header that comes twice is there twice, so they are a list. */
  static String json(String server, long answer, HttpRequest request) {
    String headers =
        request.headers().entries().stream()
            .map(it -> "    [" + quote(it.getKey()) + ", " + quote(it.getValue()) + "]")
            .collect(Collectors.joining(",\n"));
    return """
        {
          "server": %s,
          "answer": %d,
          "method": %s,
          "target": %s,
          "headers": [
        %s
          ]
        }
        """
        .formatted(
            quote(server), answer, quote(request.method().name()), quote(request.uri()), headers);
  }

  /** Braces too, so that nothing a client sends is taken for a part of the template. */
  static String escapeHtml(String text) {
    return text.replace("&", "&amp;")
        .replace("{", "&#123;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
