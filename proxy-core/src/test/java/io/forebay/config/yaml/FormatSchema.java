package io.forebay.config.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code conf/forebay.schema.json}: what it says of a place in a file, and of whole files. */
final class FormatSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final JsonNode root;
  private final JsonSchema validator;

  FormatSchema() {
    try {
      root = new ObjectMapper().readTree(Path.of("../conf/forebay.schema.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    validator = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root);
  }

  JsonNode root() {
    return root;
  }

  /** What is wrong with a file. */
  List<String> complaints(String yaml) {
    return validator.validate(json(tree(yaml))).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** The keys that a map may have at a path such as {@code listeners.web.routes[0].match}. */
  Set<String> keys(String path) {
    Set<String> keys = new TreeSet<>();
    at(path).forEach(it -> it.path("properties").fieldNames().forEachRemaining(keys::add));
    return keys;
  }

  /** The words that may stand at a path. */
  Set<String> words(String path) {
    Set<String> words = new TreeSet<>();
    for (JsonNode schema : at(path)) {
      schema.path("enum").forEach(it -> words.add(it.asText()));
      if (schema.has("const")) {
        words.add(schema.get("const").asText());
      }
    }
    return words;
  }

  /** The default at a path, or null. */
  @Nullable JsonNode fallback(String path) {
    return at(path).stream()
        .filter(it -> it.has("default"))
        .map(it -> it.get("default"))
        .findFirst()
        .orElse(null);
  }

  /** Which definition of the schema a map at a path follows. */
  JsonNode map(String path) {
    return at(path).stream()
        .filter(it -> it.has("properties"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + ": no map in the schema"));
  }

  /** The schemas that may hold at a path. */
  List<JsonNode> at(String path) {
    List<JsonNode> here = expand(List.of(root));
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.|(?=\\[)")) {
      List<JsonNode> next = new ArrayList<>();
      here.forEach(it -> next.addAll(below(it, step)));
      here = expand(next);
    }
    return here;
  }

  private static List<JsonNode> below(JsonNode schema, String step) {
    JsonNode below =
        step.startsWith("[")
            ? schema.path("items")
            : schema.path("properties").has(step)
                ? schema.get("properties").get(step)
                : schema.path("additionalProperties");
    return below.isObject() ? List.of(below) : List.of();
  }

  /** With what they refer to and their alternatives. */
  private List<JsonNode> expand(List<JsonNode> schemas) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode schema : schemas) {
      all.add(schema);
      if (schema.has("$ref")) {
        JsonNode target = root.at(schema.get("$ref").asText().substring(1));
        all.addAll(expand(List.of(target)));
      }
      List<JsonNode> alternatives = new ArrayList<>();
      schema.path("anyOf").forEach(alternatives::add);
      all.addAll(expand(alternatives));
    }
    return all;
  }

  /** Scalars of a file, and lists of them, by path. */
  static Map<String, String> scalars(String yaml) {
    Map<String, String> all = new LinkedHashMap<>();
    collect("", tree(yaml), all);
    return all;
  }

  private static void collect(String path, YamlNode node, Map<String, String> all) {
    boolean scalars = node.items().stream().allMatch(it -> it.kind() == YamlNode.Kind.SCALAR);
    if (node.kind() == YamlNode.Kind.MAP) {
      node.entries().forEach(it -> collect(Place.join(path, it.key().text()), it.value(), all));
    } else if (scalars) {
      all.put(path, normal(json(node)));
    } else {
      for (int i = 0; i < node.items().size(); i++) {
        collect(path + "[" + i + "]", node.items().get(i), all);
      }
    }
  }

  /** One text for one duration, however it is written. */
  static String normal(JsonNode value) {
    String text = value.asText();
    return value.isTextual() && Durations.problem(text, true) == null
        ? Durations.text(Durations.parse(text))
        : value.toString();
  }

  private static YamlNode tree(String yaml) {
    try {
      return new TreeBuilder(new Problems("f.yaml"), Map.of()).build(yaml);
    } catch (InvalidConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** By the core schema of YAML 1.2, as editors read a file. */
  static JsonNode json(YamlNode node) {
    switch (node.kind()) {
      case MAP -> {
        ObjectNode object = JSON.objectNode();
        node.entries().forEach(it -> object.set(it.key().text(), json(it.value())));
        return object;
      }
      case LIST -> {
        ArrayNode array = JSON.arrayNode();
        node.items().forEach(it -> array.add(json(it)));
        return array;
      }
      default -> {
        return scalar(node);
      }
    }
  }

  private static JsonNode scalar(YamlNode node) {
    String text = node.text();
    if (node.isNull()) {
      return JSON.nullNode();
    }
    if (node.plain() && text.matches("[-+]?[0-9]{1,18}")) {
      return JSON.numberNode(Long.parseLong(text));
    }
    if (node.plain() && text.matches("[-+]?[0-9]+\\.[0-9]+")) {
      return JSON.numberNode(Double.parseDouble(text));
    }
    return node.plain() && text.matches("(?i)true|false")
        ? JSON.booleanNode(Boolean.parseBoolean(text))
        : JSON.textNode(text);
  }
}
