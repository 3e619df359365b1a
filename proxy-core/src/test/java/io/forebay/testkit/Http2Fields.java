package io.forebay.testkit;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one HTTP/2 header block in the order they cross, pseudo-headers among them. Nothing
 * is checked on the way out, so that a test can send what is forbidden. Values are ISO-8859-1.
 */
public record Http2Fields(List<Map.Entry<String, String>> lines) {
  private static final int STATUS_OK = 200;

  public Http2Fields {
    lines = List.copyOf(lines);
  }

  /** Names and values in turn. */
  public static Http2Fields of(String... namesAndValues) {
    var lines = new ArrayList<Map.Entry<String, String>>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      lines.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Http2Fields(lines);
  }

  /** The four pseudo-headers of a request for {@code localhost} by http. */
  public static Http2Fields request(String method, String path) {
    return of(":method", method, ":scheme", "http", ":authority", "localhost", ":path", path);
  }

  /** A gRPC request of {@code path}, {@code /package.Service/Method}. */
  public static Http2Fields grpc(String path) {
    return request("POST", path).with("content-type", "application/grpc").with("te", "trailers");
  }

  public static Http2Fields answer(int status) {
    return of(":status", String.valueOf(status));
  }

  public static Http2Fields ok() {
    return answer(STATUS_OK);
  }

  /** As this with another line at the end. */
  public Http2Fields with(String name, String value) {
    var more = new ArrayList<>(lines);
    more.add(Map.entry(name, value));
    return new Http2Fields(more);
  }

  /** As this without the lines of {@code name}. */
  public Http2Fields without(String name) {
    return new Http2Fields(lines.stream().filter(line -> !line.getKey().equals(name)).toList());
  }

  /** As this with {@code value} in place of the first line of {@code name}. */
  public Http2Fields replace(String name, String value) {
    var changed = new ArrayList<>(lines);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).getKey().equals(name)) {
        changed.set(i, Map.entry(name, value));
        return new Http2Fields(changed);
      }
    }
    throw new IllegalArgumentException("name: " + name + " (expected: one of " + names() + ")");
  }

  /** The value of the first line of {@code name}; null if there is none. */
  public @Nullable String get(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.get(0);
  }

  /** The values of every line of {@code name}, in order. */
  public List<String> all(String name) {
    return lines.stream()
        .filter(line -> line.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The names of every line, in order. */
  public List<String> names() {
    return lines.stream().map(Map.Entry::getKey).toList();
  }

  /** The number in {@code :status}, or -1 in a request or trailers. */
  public int status() {
    String status = get(":status");
    return status == null ? -1 : Integer.parseInt(status);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    lines.forEach(it -> text.append(it.getKey()).append(": ").append(it.getValue()).append('\n'));
    return text.toString();
  }

  static Http2Fields from(Http2Headers headers) {
    var lines = new ArrayList<Map.Entry<String, String>>();
    headers.forEach(it -> lines.add(Map.entry(it.getKey().toString(), it.getValue().toString())));
    return new Http2Fields(lines);
  }

  /** For Netty's codec, which is told not to check. */
  Http2Headers toNetty() {
    var flat = new AsciiString[lines.size() * 2];
    for (int i = 0; i < lines.size(); i++) {
      flat[2 * i] = new AsciiString(EscapedBytes.latin1(lines.get(i).getKey()), false);
      flat[2 * i + 1] = new AsciiString(EscapedBytes.latin1(lines.get(i).getValue()), false);
    }
    return ReadOnlyHttp2Headers.trailers(false, flat);
  }
}
