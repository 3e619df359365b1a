package io.forebay.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code openapi.json} says. Answers must have no member that it does not know, although it
 * lets others have them.
 */
public final class ApiDocument {
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A parameter of an operation. */
  public record Parameter(String name, String in, boolean required, JsonNode schema) {}

  /** A method of a path. */
  public record Operation(
      String method, String path, List<Parameter> parameters, JsonNode body, JsonNode responses) {

    /** Those of its parameters that stand in {@code place}. */
    public List<Parameter> in(String place) {
      return parameters.stream().filter(it -> it.in.equals(place)).toList();
    }

    /** Whether it takes a field of this name. */
    public boolean takesField(String name) {
      return in("header").stream().anyMatch(it -> it.name.equals(name));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private final JsonNode root;
  private final ObjectNode closed;
  private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();

  public ApiDocument(String text) {
    root = parse(text);
    closed = JSON.createObjectNode();
    closed.set("components", root.get("components").deepCopy());
    close(closed);
  }

  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode it
        && it.path("properties").isObject()
        && !it.has("additionalProperties")) {
      it.put("additionalProperties", false);
    }
    node.forEach(ApiDocument::close);
  }

  /** Every method of every path, those that only read first and what removes things last. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (String method : METHODS) {
      for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
        JsonNode operation = path.getValue().get(method);
        if (operation != null) {
          operations.add(operation(method, path.getKey(), path.getValue(), operation));
        }
      }
    }
    return operations;
  }

  private Operation operation(String method, String path, JsonNode shared, JsonNode own) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode list : List.of(shared.path("parameters"), own.path("parameters"))) {
      for (JsonNode it : list) {
        JsonNode parameter = resolve(it);
        parameters.add(
            new Parameter(
                parameter.get("name").asText(),
                parameter.get("in").asText(),
                parameter.path("required").asBoolean(),
                resolve(parameter.get("schema"))));
      }
    }
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        parameters,
        resolve(own.path("requestBody")).path("content"),
        own.get("responses"));
  }

  /** What stands where a reference leads. */
  public JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** The methods of a path, with HEAD. */
  public Set<String> methods(String path) {
    Map<String, Boolean> methods = new LinkedHashMap<>();
    for (String method : METHODS) {
      if (root.get("paths").get(path).has(method)) {
        methods.put(method.toUpperCase(Locale.ROOT), true);
        if (method.equals("get")) {
          methods.put("HEAD", true);
        }
      }
    }
    return methods.keySet();
  }

  /** Whether {@code operation} may answer so, and how its answer must be. */
  public JsonNode response(Operation operation, int status) {
    JsonNode response = operation.responses.get(String.valueOf(status));
    if (response == null && status >= 400) {
      response = operation.responses.get("default");
    }
    assertThat(response).as("%s may answer %d", operation, status).isNotNull();
    return resolve(response);
  }

  /** Fails if {@code body} is not what {@code schema} says. */
  public void requireValid(String description, JsonNode schema, JsonNode body) {
    JsonSchema compiled = schemas.computeIfAbsent(schema, this::compile);
    Set<ValidationMessage> problems = compiled.validate(body);
    assertThat(problems).as("%s: %s", description, body.toPrettyString()).isEmpty();
  }

  /** The names of what {@code body} may be. */
  public Set<String> schemasOf(JsonNode body) {
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, JsonNode> it : root.at("/components/schemas").properties()) {
      JsonNode schema = it.getValue();
      if (schema.has("properties")
          && schemas.computeIfAbsent(schema, this::compile).validate(body).isEmpty()) {
        names.add(it.getKey());
      }
    }
    return names;
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode whole = closed.deepCopy();
    ObjectNode strict = schema.deepCopy();
    close(strict);
    whole.setAll(strict);
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
  }
}
