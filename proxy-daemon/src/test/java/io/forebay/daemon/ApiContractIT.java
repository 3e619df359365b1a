package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.forebay.daemon.api.ApiCaller;
import io.forebay.daemon.api.ApiCaller.Answer;
import io.forebay.daemon.api.ApiCaller.Call;
import io.forebay.daemon.api.ApiDocument.Operation;
import io.forebay.daemon.api.ApiDocument.Parameter;
import io.forebay.daemon.api.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of {@code openapi.json} against a running daemon, with what the document allows
 * and with what it does not. {@link ApiCaller} finds every answer to be as described.
 */
class ApiContractIT {
  private static final int RANDOM_BODIES = 150;
  private static final String JSON = "application/json";

  @TempDir private static Path folder;
  private static ObservedDaemon daemon;
  private static ApiCaller caller;

  @BeforeAll
  static void start() throws IOException {
    daemon = ObservedDaemon.start(folder);
    daemon.traffic();
    caller = new ApiCaller(daemon.adminPort());
  }

  @AfterAll
  static void stop() {
    daemon.close();
  }

  private static List<Operation> operations() {
    return caller.document().operations();
  }

  private static List<Operation> operationsWithBody() {
    return operations().stream().filter(it -> it.body().has(JSON)).toList();
  }

  private static JsonNode bodySchema(Operation operation) {
    return operation.body().get(JSON).get("schema");
  }

  private static void requireRefused(Call call) {
    assertThat(caller.send(call).status()).as("%s", call).isBetween(400, 499);
  }

  @Test
  void whatIsAllowed_isAnsweredAsDescribed() {
    Samples samples = new Samples(caller.document());
    for (Operation it : operations()) {
      for (Call call : good(it, samples)) {
        Answer answer = caller.send(call);
        if (it.method().equals("GET")) {
          assertThat(answer.status()).as("%s: %s", call, answer.detail()).isLessThan(400);
          assertThat(caller.send(call.method("HEAD")).status()).isLessThan(400);
        } else {
          assertThat(answer.status()).as("%s: %s", call, answer.detail()).isNotIn(404, 405, 415);
          bringBack(it);
        }
      }
    }
  }

  /** The server that a removal took: the others ask for it, too. */
  private static void bringBack(Operation removal) {
    if (removal.method().equals("DELETE") && removal.path().endsWith("/servers/{server}")) {
      Operation join =
          operations().stream()
              .filter(it -> it.method().equals("POST") && it.path().endsWith("/servers"))
              .findFirst()
              .orElseThrow();
      caller.send(new Call(join).body(JSON, "{\"name\": \"one\"}"));
    }
  }

  private static List<Call> good(Operation operation, Samples samples) {
    List<Call> calls = new ArrayList<>();
    List<String> bodies =
        operation.body().has(JSON) ? samples.goodBodies(bodySchema(operation)) : List.of("");
    for (String body : bodies) {
      calls.add(body.isEmpty() ? new Call(operation) : new Call(operation).body(JSON, body));
    }
    for (Parameter it : operation.in("query")) {
      for (String value : Samples.good(it.schema())) {
        Call call = new Call(operation).query(it.name(), value);
        calls.add(bodies.get(0).isEmpty() ? call : call.body(JSON, bodies.get(0)));
      }
    }
    for (Parameter it : operation.in("header")) {
      Call call = new Call(operation).field(it.name(), it.schema().path("example").asText());
      calls.add(bodies.get(0).isEmpty() ? call : call.body(JSON, bodies.get(0)));
    }
    return calls;
  }

  @Test
  void queries_otherThanDescribed_areRefused() {
    for (Operation operation : operations()) {
      requireRefused(new Call(operation).query("nonsense", "1"));
      for (Parameter it : operation.in("query")) {
        for (String odd : Samples.odd()) {
          Call call = new Call(operation).query(it.name(), odd);
          if (Samples.isStrict(it.schema())) {
            requireRefused(call);
          } else if (operation.method().equals("GET")) {
            assertThat(caller.send(call).status()).as("%s", call).isLessThan(500);
          }
        }
      }
    }
  }

  @Test
  void paths_ofNothing_are404WithoutWhatTheySay() {
    for (Operation operation : operations()) {
      for (String odd : Samples.odd()) {
        if (!operation.in("path").isEmpty()) {
          Answer answer = caller.send(new Call(operation).path(it -> it + "\n" + odd));
          assertThat(answer.status()).as("%s %s", operation, odd).isIn(400, 404);
        }
      }
    }
  }

  @Test
  void methods_otherThanDescribed_are405AndTheOthersNamed() {
    for (Operation operation : operations()) {
      Set<String> described = caller.document().methods(operation.path());
      for (String method : List.of("PUT", "POST", "DELETE", "PATCH", "OPTIONS", "NONSENSE")) {
        if (!described.contains(method)) {
          Answer answer = caller.send(new Call(operation).method(method));
          assertThat(answer.status()).as("%s %s", method, operation).isEqualTo(405);
          String allow = answer.fields().firstValue("allow").orElse("");
          assertThat(allow.split(", ")).containsExactlyInAnyOrderElementsOf(described);
        }
      }
    }
  }

  @Test
  void bodies_otherThanDescribed_areRefusedAndChangeNothing() {
    Samples samples = new Samples(caller.document());
    for (Operation operation : operationsWithBody()) {
      List<String> bodies = new ArrayList<>(Samples.NO_OBJECTS);
      bodies.addAll(samples.oddBodies(bodySchema(operation)));
      String before = state();
      for (String body : bodies) {
        // A stale tag, so that what is a good body by chance changes nothing either.
        Call call = new Call(operation).body(JSON, body).field("If-Match", "\"0\"");
        requireRefused(call);
      }
      for (String type : List.of("text/plain", "application/jsonp", "multipart/form-data")) {
        String body = samples.goodBodies(bodySchema(operation)).get(0);
        assertThat(caller.send(new Call(operation).body(type, body)).status()).isEqualTo(415);
      }
      assertThat(state()).isEqualTo(before);
    }
  }

  @Test
  void bodies_ofAnyMembers_areAnsweredAsDescribed() {
    Samples samples = new Samples(caller.document());
    Random random = new Random(7);
    for (Operation operation : operationsWithBody()) {
      for (int i = 0; i < RANDOM_BODIES; i++) {
        String body = samples.anyBody(bodySchema(operation), random);
        Answer answer = caller.send(new Call(operation).body(JSON, body));
        assertThat(answer.status()).as("%s %s", operation, body).isLessThan(500);
      }
    }
  }

  @Test
  void preconditions_thatDoNotHold_changeNothing() {
    Samples samples = new Samples(caller.document());
    for (Operation operation : operations()) {
      if (!operation.method().equals("GET")) {
        String body =
            operation.body().has(JSON) ? samples.goodBodies(bodySchema(operation)).get(0) : "";
        String before = state();
        Call stale = new Call(operation).field("If-Match", "\"0\"");
        Call malformed = new Call(operation).field("If-Match", "0");
        if (!body.isEmpty()) {
          stale.body(JSON, body);
          malformed.body(JSON, body);
        }
        assertThat(caller.send(stale).status()).as("%s", stale).isEqualTo(412);
        assertThat(caller.send(malformed).status()).as("%s", malformed).isEqualTo(400);
        assertThat(state()).isEqualTo(before);
      } else if (operation.takesField("If-None-Match")) {
        Answer answer = caller.send(new Call(operation));
        String tag = answer.fields().firstValue("etag").orElseThrow();
        Call known = new Call(operation).field("If-None-Match", tag);
        assertThat(caller.send(known).status()).isEqualTo(304);
      }
    }
  }

  /** What can be changed of all backends. */
  private static String state() {
    Operation backend =
        operations().stream()
            .filter(it -> it.path().equals("/api/v1/backends/{backend}"))
            .findFirst()
            .orElseThrow();
    return caller.send(new Call(backend)).fields().firstValue("etag").orElseThrow();
  }
}
