package io.forebay.e2e;

import io.forebay.testkit.HeapProbe;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;

/** Prints how many bytes of heap the event loops allocate per plain GET, once warm. */
final class AllocationProbe {

  private static final int WARM_UP = 30_000;
  private static final int MEASURED = 10_000;
  private static final String GET =
      "GET /api/users/42?fields=name HTTP/1.1\r\nHost: app.example.com\r\n"
          + "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: application/json\r\n"
          + "Accept-Language: en\r\nAccept-Encoding: gzip, br\r\nCookie: session=0123456789\r\n"
          + "Cache-Control: no-cache\r\nReferer: http://app.example.com/\r\nDNT: 1\r\n\r\n";

  /** The argument that has the client speak HTTP/2. */
  static final String HTTP2 = "http2";

  private static final String[] FIELDS = {
    ":method",
    "GET",
    ":scheme",
    "http",
    ":authority",
    "app.example.com",
    ":path",
    "/api/users/42?fields=name",
    "user-agent",
    "Mozilla/5.0 (X11; Linux x86_64)",
    "accept",
    "application/json",
    "accept-language",
    "en",
    "accept-encoding",
    "gzip, br",
    "cookie",
    "session=0123456789",
    "cache-control",
    "no-cache",
    "referer",
    "http://app.example.com/"
  };

  private AllocationProbe() {}

  public static void main(String[] args) {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + "x".repeat(1024);
    if (args.length > 0 && args[0].equals(HTTP2)) {
      http2(answer);
      return;
    }
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy =
            TestProxy.start(args.length == 0 ? yaml(origin) : logging(origin, args[0]));
        RawClient client = proxy.client()) {
      send(client, WARM_UP);
      long before = HeapProbe.allocated();
      send(client, MEASURED);
      System.out.println("bytes per request: " + (HeapProbe.allocated() - before) / MEASURED);
    }
  }

  private static void http2(String answer) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy = TestProxy.start(yaml(origin));
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.windowUpdate(0, Integer.MAX_VALUE / 2);
      sendHttp2(client, 0, WARM_UP);
      long before = HeapProbe.allocated();
      sendHttp2(client, WARM_UP, MEASURED);
      System.out.println("bytes per request: " + (HeapProbe.allocated() - before) / MEASURED);
    }
  }

  private static void sendHttp2(RawHttp2Client client, int from, int count) {
    for (int i = from; i < from + count; i++) {
      int stream = 2 * i + 1;
      client.headers(stream, true, FIELDS);
      RawHttp2Frame frame = client.await(RawHttp2Frame.DATA);
      while ((frame.flags() & RawHttp2Frame.END_STREAM) == 0) {
        frame = client.await(RawHttp2Frame.DATA);
      }
    }
  }

  private static String yaml(ScriptedOrigin origin) {
    return TestProxy.yaml("", origin);
  }

  private static String logging(ScriptedOrigin origin, String path) {
    return yaml(origin) + "defaults: {access_log: {path: %s}}\n".formatted(path);
  }

  private static void send(RawClient client, int count) {
    for (int i = 0; i < count; i++) {
      if (client.send(GET).readResponse().status() != 200) {
        throw new AssertionError("not answered");
      }
    }
  }
}
