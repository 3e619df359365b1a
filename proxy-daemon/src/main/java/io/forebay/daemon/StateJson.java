package io.forebay.daemon;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.config.GlobalConfig;
import io.forebay.config.RemovedServer;
import io.forebay.config.ServerConfig;
import io.forebay.daemon.SavedState.SavedAddition;
import io.forebay.daemon.SavedState.SavedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The format of the state file:
 *
 * <pre>
 *   {"version": 1, "at": "2026-11-21T10:00:00Z", "servers": [
 *     {"backend": "app", "server": "a", "address": "10.0.0.1:80", "admin": "drain",
 *      "weight": 5, "configured_weight": 1, "max_connections": 10,
 *      "configured_max_connections": 0, "health": "down"}],
 *   "added": [{"backend": "app", "config": {"name": "b", "address": "10.0.0.2:80"}}],
 *   "removed": [{"backend": "app", "server": "c", "address": "10.0.0.3:80"}], "secret": "..."}
 * </pre>
 *
 * Of a server only what is unusual is there; {@code config} is as it was asked for. Keys that are
 * not known are passed over; another version is another format.
 */
final class StateJson {
  static final int VERSION = 1;
  static final int MAX_BYTES = 16 << 20;

  private static final String CONFIG = "config";
  private static final int MAX_DEPTH = 8;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxDocumentLength(MAX_BYTES)
                  .build())
          .build();

  private StateJson() {}

  static byte[] write(SavedState state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("at", state.at().toString());
      json.writeArrayFieldStart("servers");
      for (SavedServer server : state.servers()) {
        write(server, json);
      }
      json.writeEndArray();
      writeChanges(state, json);
      if (state.secret() != null) {
        json.writeStringField("secret", state.secret());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    out.write('\n');
    return out.toByteArray();
  }

  private static void write(SavedServer server, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("backend", server.backend());
    json.writeStringField("server", server.name());
    json.writeStringField("address", server.address());
    if (server.adminState() != AdminState.READY) {
      json.writeStringField("admin", server.adminState().name().toLowerCase(Locale.ROOT));
    }
    if (server.weight() != Server.NO_RUNTIME_WEIGHT) {
      json.writeNumberField("weight", server.weight());
      json.writeNumberField("configured_weight", server.configuredWeight());
    }
    if (server.maxConnections() != Server.NO_RUNTIME_LIMIT) {
      json.writeNumberField("max_connections", server.maxConnections());
      json.writeNumberField("configured_max_connections", server.configuredMaxConnections());
    }
    if (server.down()) {
      json.writeStringField("health", "down");
    }
    json.writeEndObject();
  }

  private static void writeChanges(SavedState state, JsonGenerator json) throws IOException {
    if (!state.added().isEmpty()) {
      json.writeArrayFieldStart("added");
      for (SavedAddition it : state.added()) {
        json.writeStartObject();
        json.writeStringField("backend", it.backend());
        json.writeFieldName(CONFIG);
        json.writeRawValue(it.json());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!state.removed().isEmpty()) {
      json.writeArrayFieldStart("removed");
      for (RemovedServer it : state.removed()) {
        json.writeStartObject();
        json.writeStringField("backend", it.backend());
        json.writeStringField("server", it.name());
        json.writeStringField("address", it.address());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IOException saying what is wrong with it
   */
  static SavedState read(byte[] content) throws IOException {
    try (JsonParser json = JSON.createParser(content)) {
      Map<String, Object> root = object(json, json.nextToken());
      if (json.nextToken() != null) {
        throw new IOException("something follows behind its end");
      }
      if (!Integer.valueOf(VERSION).equals(root.get("version"))) {
        throw new IOException("version: " + root.get("version") + " (expected: " + VERSION + ")");
      }
      List<SavedServer> servers = list(root, "servers", StateJson::server);
      List<SavedAddition> added =
          list(root, "added", it -> new SavedAddition(text(it, "backend"), text(it, CONFIG)));
      List<RemovedServer> removed =
          list(
              root,
              "removed",
              it ->
                  new RemovedServer(text(it, "backend"), text(it, "server"), text(it, "address")));
      String secret = root.containsKey("secret") ? secret(text(root, "secret")) : null;
      return new SavedState(Instant.parse(text(root, "at")), servers, added, removed, secret);
    } catch (DateTimeException e) {
      throw new IOException("at: " + e.getMessage(), e);
    }
  }

  /** Never shown. */
  private static String secret(String text) throws IOException {
    if (!GlobalConfig.isSecret(text)) {
      throw new IOException(
          "secret: not accepted (expected: " + GlobalConfig.SECRET_EXPECTED + ")");
    }
    return text;
  }

  /** Reads an item of a list. */
  private interface Item<T> {
    T read(Map<?, ?> map) throws IOException;
  }

  private static <T> List<T> list(Map<String, Object> root, String key, Item<T> item)
      throws IOException {
    List<T> items = new ArrayList<>();
    if (root.get(key) instanceof List<?> all) {
      for (Object it : all) {
        if (!(it instanceof Map<?, ?> map)) {
          throw new IOException(key + ": no object (expected: a list of objects)");
        }
        items.add(item.read(map));
      }
    }
    return items;
  }

  private static SavedServer server(Map<?, ?> map) throws IOException {
    boolean weighted = map.containsKey("weight");
    boolean limited = map.containsKey("max_connections");
    return new SavedServer(
        text(map, "backend"),
        text(map, "server"),
        text(map, "address"),
        map.containsKey("admin") ? adminState(text(map, "admin")) : AdminState.READY,
        weighted ? weight(map, "weight") : Server.NO_RUNTIME_WEIGHT,
        weighted ? weight(map, "configured_weight") : 0,
        limited ? limit(map, "max_connections") : Server.NO_RUNTIME_LIMIT,
        limited ? limit(map, "configured_max_connections") : 0,
        "down".equals(map.get("health")));
  }

  private static AdminState adminState(String word) throws IOException {
    for (AdminState it : AdminState.values()) {
      if (it.name().toLowerCase(Locale.ROOT).equals(word)) {
        return it;
      }
    }
    throw new IOException("admin: " + word + " (expected: ready, drain or maint)");
  }

  private static int weight(Map<?, ?> map, String key) throws IOException {
    return number(map, key, ServerConfig.MAX_WEIGHT);
  }

  private static int limit(Map<?, ?> map, String key) throws IOException {
    return number(map, key, ServerConfig.MAX_CONNECTIONS);
  }

  private static int number(Map<?, ?> map, String key, int most) throws IOException {
    if (map.get(key) instanceof Integer number && number >= 0 && number <= most) {
      return number;
    }
    throw new IOException(key + ": " + map.get(key) + " (expected: 0 to " + most + ")");
  }

  private static String text(Map<?, ?> map, String key) throws IOException {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw new IOException(key + ": " + map.get(key) + " (expected: a text)");
  }

  private static Map<String, Object> object(JsonParser json, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw new IOException("no object (expected: a state file of Forebay)");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken first = json.nextToken();
      object.put(name, name.equals(CONFIG) ? line(json) : value(json, first));
    }
    return object;
  }

  /** The value as it stands there, on one line. */
  private static String line(JsonParser json) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.copyCurrentStructure(json);
    }
    return text.toString();
  }

  private static Object value(JsonParser json, JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      return object(json, token);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      for (JsonToken next = json.nextToken();
          next != JsonToken.END_ARRAY;
          next = json.nextToken()) {
        list.add(value(json, next));
      }
      return list;
    }
    return token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT
        ? json.getIntValue()
        : json.getText();
  }
}
