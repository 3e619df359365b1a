package io.forebay.tls.listener;

import io.forebay.testkit.HeapProbe;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;

/** Prints how many bytes of heap the event loops allocate per GET over TLS, once warm. */
final class AllocationProbe {

  private static final int WARM_UP = 30_000;
  private static final int MEASURED = 10_000;
  private static final String GET =
      "GET /api/users/42 HTTP/1.1\r\nHost: app.example.com\r\nAccept: application/json\r\n\r\n";
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + "x".repeat(1024);

  private AllocationProbe() {}

  public static void main(String[] args) throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ANSWER));
        SecureProxy proxy = SecureProxy.start(Path.of(args[0]), "", origin);
        RawClient client = proxy.client()) {
      send(client, WARM_UP);
      long before = HeapProbe.allocated();
      send(client, MEASURED);
      System.out.println("bytes per request: " + (HeapProbe.allocated() - before) / MEASURED);
    }
  }

  private static void send(RawClient client, int count) {
    for (int i = 0; i < count; i++) {
      if (client.send(GET).readResponse().status() != 200) {
        throw new AssertionError("not answered");
      }
    }
  }
}
