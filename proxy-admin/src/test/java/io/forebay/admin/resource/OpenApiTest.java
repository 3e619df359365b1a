package io.forebay.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.forebay.admin.stats.StatisticsSource;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The description of the API is a document of OpenAPI 3.1 and describes what there is, all of it
 * and nothing else.
 */
class OpenApiTest {
  private static final String SPECIFICATION = "spec.openapis.org/oas/3.1/";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private final AdminWorker worker = new AdminWorker("test");
  private final Api api =
      new Api(
          none(ProxyStatus.class),
          none(ControlPlane.class),
          new StatisticsSource(none(ProxyStatus.class)),
          about(),
          worker);
  private final JsonNode document = new ObjectMapper().valueToTree(OpenApi.document());

  private static About about() {
    return new About("1", "none", "none", Instant.EPOCH);
  }

  /** Nobody asks it anything here. */
  private static <T> T none(Class<T> type) {
    Object made =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            });
    return type.cast(made);
  }

  @AfterEach
  void close() {
    worker.close();
  }

  @Test
  void document_isValid() {
    Map<String, String> schemas = new LinkedHashMap<>();
    for (String part : List.of("schema/2022-10-07", "schema-base/2022-10-07", "dialect/base")) {
      schemas.put("https://" + SPECIFICATION + part, specification(part));
    }
    schemas.put("https://" + SPECIFICATION + "meta/base", specification("meta/base"));
    var factory =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012, it -> it.schemaLoaders(loaders -> loaders.schemas(schemas)));
    var schema =
        factory.getSchema(SchemaLocation.of("https://" + SPECIFICATION + "schema-base/2022-10-07"));
    assertThat(schema.validate(document)).extracting(ValidationMessage::getMessage).isEmpty();
    JsonNode wrong = document.deepCopy();
    ((ObjectNode) wrong.at("/paths/~1api~1v1~1status/get")).remove("responses");
    ((ObjectNode) wrong.at("/components/schemas/Server")).put("type", "objekt");
    assertThat(schema.validate(wrong)).isNotEmpty();
  }

  private static String specification(String part) {
    try (InputStream in =
        OpenApiTest.class.getClassLoader().getResourceAsStream(SPECIFICATION + part)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pathsMethodsAndQueries_areThoseThereAre() {
    Map<String, String> there = new TreeMap<>();
    api.resources()
        .forEach(
            (template, it) -> {
              Set<String> methods = new TreeSet<>(it.methods());
              // Every GET has one, which the document says once.
              assertThat(methods.remove("HEAD")).isEqualTo(methods.contains("GET"));
              there.put(Api.path(template), methods + "?" + new TreeSet<>(it.query()));
            });
    Map<String, String> told = new TreeMap<>();
    document
        .get("paths")
        .properties()
        .forEach(
            it -> told.put(it.getKey(), methods(it.getValue()) + "?" + queries(it.getValue())));
    assertThat(told).isEqualTo(there);
  }

  private static Set<String> methods(JsonNode path) {
    Set<String> methods = new TreeSet<>();
    fields(path).filter(METHODS::contains).forEach(it -> methods.add(it.toUpperCase(Locale.ROOT)));
    return methods;
  }

  private Set<String> queries(JsonNode path) {
    Set<String> names = new TreeSet<>();
    for (JsonNode it : path.findValues("parameters")) {
      for (JsonNode parameter : it) {
        JsonNode resolved = resolve(parameter);
        if (resolved.get("in").asText().equals("query")) {
          names.add(resolved.get("name").asText());
        }
      }
    }
    return names;
  }

  @Test
  void pathParameters_areDescribedWithAnExample() {
    document
        .get("paths")
        .properties()
        .forEach(
            path -> {
              Set<String> described = new TreeSet<>();
              for (JsonNode it : path.getValue().path("parameters")) {
                JsonNode parameter = resolve(it);
                if (parameter.get("in").asText().equals("path")) {
                  assertThat(parameter.at("/schema/example").asText())
                      .as(path.getKey())
                      .isNotEmpty();
                  described.add("{" + parameter.get("name").asText() + "}");
                }
              }
              Set<String> wanted = new TreeSet<>();
              Stream.of(path.getKey().split("/"))
                  .filter(it -> it.startsWith("{"))
                  .forEach(wanted::add);
              assertThat(described).as(path.getKey()).isEqualTo(wanted);
            });
  }

  @Test
  void operations_haveOneIdEachAndTellOfErrors() {
    List<String> ids = document.get("paths").findValuesAsText("operationId");
    assertThat(ids).doesNotHaveDuplicates();
    for (JsonNode path : document.get("paths")) {
      for (String method : methods(path)) {
        JsonNode operation = path.get(method.toLowerCase(Locale.ROOT));
        assertThat(operation.path("operationId").asText()).isNotEmpty();
        assertThat(operation.path("summary").asText()).isNotEmpty();
        assertThat(operation.at("/responses/default/$ref").asText())
            .isEqualTo("#/components/responses/Problem");
      }
    }
  }

  @Test
  void references_leadSomewhere() {
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(document.at(it.substring(1)).isObject()).isTrue());
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static Stream<String> fields(JsonNode node) {
    Iterator<String> names = node.fieldNames();
    return Stream.generate(() -> names.hasNext() ? names.next() : "")
        .takeWhile(it -> !it.isEmpty());
  }
}
