package io.forebay.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.forebay.daemon.api.ApiDocument.Operation;
import io.forebay.daemon.api.ApiDocument.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Calls operations of a document and requires their answers to be what it says. */
public final class ApiCaller {
  private static final String PROBLEM = "application/problem+json";
  private static final String EVENTS = "text/event-stream";
  private static final int TOO_MANY_STREAMS = 503;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** An answer whose form was found right. */
  public record Answer(int status, java.net.http.HttpHeaders fields, JsonNode body) {
    public String detail() {
      return body.path("detail").asText();
    }
  }

  /** A request in the making: a good one to begin with. */
  public static final class Call {
    private final Operation operation;
    private final Map<String, String> path = new LinkedHashMap<>();
    private final Map<String, String> query = new LinkedHashMap<>();
    private final Map<String, String> fields = new LinkedHashMap<>();
    private String method;
    private String body = "";

    public Call(Operation operation) {
      this.operation = operation;
      this.method = operation.method();
      for (Parameter it : operation.in("path")) {
        path.put(it.name(), it.schema().path("example").asText());
      }
      for (Parameter it : operation.in("query")) {
        if (it.required()) {
          query.put(it.name(), it.schema().path("example").asText());
        }
      }
    }

    public Call path(UnaryOperator<String> change) {
      path.replaceAll((name, value) -> change.apply(value));
      return this;
    }

    public Call query(String name, String value) {
      query.put(name, value);
      return this;
    }

    public Call field(String name, String value) {
      fields.put(name, value);
      return this;
    }

    public Call method(String other) {
      method = other;
      return this;
    }

    public Call body(String type, String text) {
      fields.put("Content-Type", type);
      body = text;
      return this;
    }

    private String target() {
      String target = operation.path();
      for (Map.Entry<String, String> it : path.entrySet()) {
        target = target.replace("{" + it.getKey() + "}", encoded(it.getValue()));
      }
      StringBuilder text = new StringBuilder(target);
      char separator = '?';
      for (Map.Entry<String, String> it : query.entrySet()) {
        text.append(separator).append(encoded(it.getKey())).append('=');
        text.append(encoded(it.getValue()));
        separator = '&';
      }
      return text.toString();
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
      return method + " " + target() + " " + fields + " " + body;
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String origin;
  private final ApiDocument document;

  /** Reads the document of the daemon whose admin address has {@code port}. */
  public ApiCaller(int port) {
    origin = "http://127.0.0.1:" + port;
    document = new ApiDocument(text(send("GET", "/api/v1/openapi.json", Map.of(), "")));
  }

  public ApiDocument document() {
    return document;
  }

  /** Sends it and checks the answer. */
  public Answer send(Call call) {
    if (!call.operation.responses().at("/200/content").has(EVENTS)) {
      return checked(call, sendOnce(call));
    }
    // The daemon may not have noticed yet that the streams before this one are closed.
    AtomicReference<Answer> answer = new AtomicReference<>();
    await(call.toString())
        .atMost(TIMEOUT)
        .until(
            () -> {
              answer.set(checked(call, sendOnce(call)));
              return answer.get().status() != TOO_MANY_STREAMS;
            });
    return answer.get();
  }

  private HttpResponse<InputStream> sendOnce(Call call) {
    return send(call.method, call.target(), call.fields, call.body);
  }

  private Answer checked(Call call, HttpResponse<InputStream> response) {
    int status = response.statusCode();
    String description = call + " -> " + status;
    JsonNode told = document.response(call.operation, status);
    String type = response.headers().firstValue("content-type").orElse("");
    if (type.equals(EVENTS)) {
      close(response);
      assertThat(told.path("content").has(EVENTS)).as(description).isTrue();
      return new Answer(status, response.headers(), ApiDocument.parse("{}"));
    }
    String text = text(response);
    if (call.method.equals("HEAD") || !told.has("content")) {
      assertThat(text).as(description).isEmpty();
      return new Answer(status, response.headers(), ApiDocument.parse("{}"));
    }
    String bare = type.split(";", 2)[0];
    JsonNode media = told.get("content").get(bare);
    assertThat(media).as("%s: %s", description, type).isNotNull();
    if (bare.equals("application/json") || bare.equals(PROBLEM)) {
      JsonNode body = ApiDocument.parse(text);
      document.requireValid(description, media.get("schema"), body);
      if (status >= 400) {
        assertThat(body.get("status").asInt()).as(description).isEqualTo(status);
        assertThat(body.get("detail").asText()).as(description).isNotBlank();
      }
      return new Answer(status, response.headers(), body);
    }
    return new Answer(status, response.headers(), ApiDocument.parse("{}"));
  }

  private HttpResponse<InputStream> send(
      String method, String target, Map<String, String> fields, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + target)).timeout(TIMEOUT);
    fields.forEach(request::header);
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String text(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
