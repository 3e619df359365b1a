package io.forebay.testkit;

import java.util.Locale;
import java.util.function.Function;

/** What an origin does on one accepted connection. The connection closes when it returns. */
@FunctionalInterface
public interface OriginScript {
  /**
   * Runs on a thread of its own. An IOException or UncheckedIOException is taken for the proxy
   * going away; anything else thrown fails {@link ScriptedOrigin#close()}.
   */
  void run(OriginConnection c) throws Exception;

  /** Answers each request with {@code response} as it stands and keeps the connection. */
  static OriginScript respond(String response) {
    return respondWith(request -> response);
  }

  /** As {@link #respond}; closes after a request or a response that says {@code close}. */
  static OriginScript respondWith(Function<RawRequest, String> responder) {
    return c -> {
      for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
        String response = responder.apply(request);
        c.send(response);
        String head = response.toLowerCase(Locale.ROOT).split("\r\n\r\n", 2)[0];
        if (request.isLast() || head.contains("\r\nconnection: close")) {
          return;
        }
      }
    };
  }

  /** Answers 200 with the bytes of the request as they crossed, chunk framing included. */
  static OriginScript echo() {
    return respondWith(request -> text(request, request.wireText()));
  }

  /** Answers 200 with {@code name}, so that a test sees which server was picked. */
  static OriginScript named(String name) {
    return respondWith(request -> text(request, name));
  }

  /** RST as soon as the connection is accepted. */
  static OriginScript resetOnAccept() {
    return OriginConnection::reset;
  }

  /** Takes everything and answers nothing, until the proxy closes. */
  static OriginScript neverAnswer() {
    return c -> {
      if (c.readRequest() != null) {
        c.awaitClose();
      }
    };
  }

  /** Closes after a request's head, without an answer. */
  static OriginScript closeAfterHead() {
    return OriginConnection::readHead;
  }

  /** Announces 100 bytes, sends 9, closes. */
  static OriginScript truncatedBody() {
    return afterRequest("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly nine");
  }

  /** Answers each request with a complete response and, in the same write, {@code extra}. */
  static OriginScript extraBytesAfterBody(String extra) {
    return respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + extra);
  }

  /** A response without length, ended by the close. */
  static OriginScript untilClose(String body) {
    return afterRequest("HTTP/1.1 200 OK\r\n\r\n" + body);
  }

  private static OriginScript afterRequest(String response) {
    return c -> {
      if (c.readRequest() != null) {
        c.send(response);
      }
    };
  }

  private static String text(RawRequest request, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + (request.method().equals("HEAD") ? "" : body);
  }
}
