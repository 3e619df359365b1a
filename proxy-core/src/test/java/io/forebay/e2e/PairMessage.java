package io.forebay.e2e;

import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.RawHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request or an answer as it came or is to be sent, in words that both protocols have.
 *
 * @param start method and path, or the status
 * @param fields names in lower case, and values; those of the protocol alone are not among them
 * @param body one byte per character
 * @param trailers as {@code fields}
 */
record PairMessage(
    String start,
    List<Map.Entry<String, String>> fields,
    String body,
    List<Map.Entry<String, String>> trailers) {

  private static final List<String> OF_THE_PROTOCOL =
      List.of("host", "connection", "transfer-encoding", "content-length", "te", "trailer");

  static PairMessage of(String start, String body) {
    return new PairMessage(start, List.of(), body, List.of());
  }

  PairMessage with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new PairMessage(start, more, body, trailers);
  }

  PairMessage withTrailer(String name, String value) {
    return new PairMessage(start, fields, body, List.of(Map.entry(name, value)));
  }

  int status() {
    return Integer.parseInt(start);
  }

  /** The first value of {@code name}; empty if there is none. */
  String field(String name) {
    return first(fields, name);
  }

  String trailer(String name) {
    return first(trailers, name);
  }

  private static String first(List<Map.Entry<String, String>> from, String name) {
    return from.stream()
        .filter(it -> it.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  static List<Map.Entry<String, String>> fields(RawHeaders headers) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (RawHeaders.Field field : headers.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!OF_THE_PROTOCOL.contains(name)) {
        fields.add(Map.entry(name, field.value()));
      }
    }
    return fields;
  }

  static List<Map.Entry<String, String>> fields(Http2Fields head) {
    return head.lines().stream()
        .filter(it -> !it.getKey().startsWith(":") && !OF_THE_PROTOCOL.contains(it.getKey()))
        .toList();
  }

  /** The lines of HTTP/1. */
  String lines() {
    return lines(fields);
  }

  String trailerLines() {
    return lines(trailers);
  }

  private static String lines(List<Map.Entry<String, String>> from) {
    StringBuilder lines = new StringBuilder();
    from.forEach(it -> lines.append(it.getKey() + ": " + it.getValue() + "\r\n"));
    return lines.toString();
  }
}
