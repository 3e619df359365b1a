package io.forebay.admin.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The description of the API, put together from one file for each of its parts. Tens of
 * milliseconds; not for an event loop.
 */
final class OpenApi {

  /** The first one begins, the others add to its {@code paths} and {@code components}. */
  static final List<String> PARTS =
      List.of("api", "status", "traffic", "backends", "statistics", "config", "inspect");

  private OpenApi() {}

  /** The document, as maps and lists. */
  static Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    for (String part : PARTS) {
      add(part, map(YamlJson.read(text(part))), document);
    }
    return document;
  }

  /** Maps are merged; anything else must not be said twice. */
  private static void add(String part, Map<String, Object> from, Map<String, Object> to) {
    from.forEach(
        (key, value) -> {
          Object there = to.get(key);
          if (there == null) {
            to.put(key, value instanceof Map ? new LinkedHashMap<>(map(value)) : value);
          } else if (there instanceof Map && value instanceof Map) {
            add(part, map(value), map(there));
          } else {
            throw new IllegalStateException(part + ": " + key + " is said twice");
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static String text(String part) {
    String name = "openapi/" + part + ".yaml";
    try (InputStream in = OpenApi.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
