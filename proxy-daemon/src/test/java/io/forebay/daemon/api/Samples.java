package io.forebay.daemon.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values that a schema allows, and others. */
public final class Samples {
  private static final String LONG = "x".repeat(2000);

  /** No schema of a query allows one of these where it says more than that it is a text. */
  private static final List<String> ODD =
      List.of(
          "", "-1", "1e3", "\u0000", "\u001b[2J", "<script>", "\"", "99999999999999999999", LONG);

  private static final List<String> ODD_JSON =
      List.of(
          "null",
          "true",
          "-1",
          "1.5",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\"\\u0000\"",
          "\"<script>\"",
          "[]",
          "{}",
          "[[1]]",
          "\"" + LONG + "\"");

  /** Bodies that are no object of anything. */
  public static final List<String> NO_OBJECTS =
      List.of(
          "{",
          "[]",
          "null",
          "1",
          "\"x\"",
          "{\"",
          "{\"a\"}",
          "{,}",
          "nonsense",
          "{}{}",
          "{} x",
          "[".repeat(5000),
          "\u0000",
          "{\"nonsense\": 1}",
          "{\"\": {\"a\": [1, 2, {\"b\": null}]}}");

  private final ApiDocument document;

  public Samples(ApiDocument document) {
    this.document = document;
  }

  /** As texts of a query or path. */
  public static List<String> good(JsonNode schema) {
    List<String> values = new ArrayList<>();
    schema.path("enum").forEach(it -> values.add(it.asText()));
    for (String member : List.of("example", "default", "minimum")) {
      if (schema.has(member)) {
        values.add(schema.get(member).asText());
      }
    }
    return values;
  }

  public static List<String> odd() {
    return ODD;
  }

  /** Whether the schema is about more than any text. */
  public static boolean isStrict(JsonNode schema) {
    return schema.has("enum") || schema.path("type").asText().equals("integer");
  }

  /** Objects with one member each of those that {@code schema} knows. */
  public List<String> goodBodies(JsonNode schema) {
    List<String> bodies = new ArrayList<>();
    document
        .resolve(schema)
        .path("properties")
        .properties()
        .forEach(
            it ->
                goodValues(document.resolve(it.getValue()))
                    .forEach(value -> bodies.add("{\"" + it.getKey() + "\": " + value + "}")));
    return bodies;
  }

  private List<String> goodValues(JsonNode schema) {
    List<String> values = new ArrayList<>();
    schema.path("enum").forEach(it -> values.add(it.toString()));
    for (String member : List.of("example", "minimum", "maximum", "default")) {
      if (schema.has(member)) {
        values.add(schema.get(member).toString());
      }
    }
    schema.path("oneOf").forEach(it -> values.addAll(goodValues(document.resolve(it))));
    return values;
  }

  /** The same with values of any other kind. */
  public List<String> oddBodies(JsonNode schema) {
    List<String> bodies = new ArrayList<>();
    document
        .resolve(schema)
        .path("properties")
        .fieldNames()
        .forEachRemaining(
            name -> ODD_JSON.forEach(value -> bodies.add("{\"" + name + "\": " + value + "}")));
    return bodies;
  }

  /** Several members of which each may be anything. */
  public String anyBody(JsonNode schema, Random random) {
    List<String> members = new ArrayList<>();
    document
        .resolve(schema)
        .path("properties")
        .properties()
        .forEach(
            it -> {
              List<String> values = new ArrayList<>(ODD_JSON);
              values.addAll(goodValues(document.resolve(it.getValue())));
              if (random.nextBoolean()) {
                String value = values.get(random.nextInt(values.size()));
                members.add("\"" + it.getKey() + "\": " + value);
              }
            });
    String text = "{" + String.join(", ", members) + "}";
    return random.nextInt(4) == 0 ? text.substring(0, random.nextInt(text.length())) : text;
  }
}
