package io.forebay.e2e;

import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.ScriptedOrigin;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server of one of the two protocols that answers requests, or fails in some way. */
interface PairOrigin extends AutoCloseable {

  /** What becomes of a request. */
  enum Act {
    /** It is answered once it is whole. */
    ANSWER,
    /** An interim answer of status 103 goes before. */
    ANSWER_TWICE,
    /** It is answered at its head, and what is missing of it is not read. */
    ANSWER_EARLY,
    /** The answer ends within its body. */
    CUT,
    /** There is none: connection or stream end. */
    DROP
  }

  /** The answer to a request, and how it is given. */
  record Reply(Act act, PairMessage answer) {}

  static PairOrigin start(boolean http2, Function<PairMessage, Reply> script) {
    return http2 ? new Two(script) : new One(script);
  }

  int port();

  /** The requests so far; those that are answered early are without their bodies. */
  List<PairMessage> requests();

  @Override
  void close();

  /** HTTP/1. */
  final class One implements PairOrigin {
    private final List<PairMessage> requests = new CopyOnWriteArrayList<>();
    private final ScriptedOrigin origin;

    One(Function<PairMessage, Reply> script) {
      this.origin = ScriptedOrigin.start(connection -> serve(connection, script));
    }

    private void serve(OriginConnection connection, Function<PairMessage, Reply> script) {
      for (String head = connection.readHead(); head != null; head = connection.readHead()) {
        String[] words = head.split(" ", 3);
        Reply reply = script.apply(PairMessage.of(words[0] + " " + words[1], ""));
        if (reply.act() == Act.DROP) {
          requests.add(PairMessage.of(words[0] + " " + words[1], ""));
          return;
        }
        if (reply.act() != Act.ANSWER_EARLY) {
          PairMessage request = message(connection.readRequest());
          requests.add(request);
          reply = script.apply(request);
        }
        boolean toHead = words[0].equals("HEAD");
        if (!answer(connection, reply, toHead)) {
          return;
        }
      }
    }

    private static PairMessage message(RawRequest request) {
      return new PairMessage(
          request.method() + " " + request.target(),
          PairMessage.fields(request.headers()),
          request.bodyText(),
          PairMessage.fields(request.trailers()));
    }

    /** Returns whether the connection goes on. */
    private static boolean answer(OriginConnection connection, Reply reply, boolean toHead) {
      PairMessage answer = reply.answer();
      if (reply.act() == Act.ANSWER_TWICE) {
        connection.send("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");
      }
      String head = "HTTP/1.1 " + answer.start() + " Some Reason\r\n" + answer.lines();
      int length = answer.body().length();
      if (answer.status() == 204 || answer.status() == 304) {
        connection.send(head + "\r\n");
      } else if (!answer.trailers().isEmpty()) {
        String size = Integer.toHexString(length).toUpperCase(Locale.ROOT);
        connection.send(
            head
                + "Transfer-Encoding: chunked\r\n\r\n"
                + (length == 0 ? "" : size + "\r\n" + answer.body() + "\r\n")
                + "0\r\n"
                + (answer.trailerLines() + "\r\n"));
      } else {
        int said = reply.act() == Act.CUT ? length + 10 : length;
        connection.send(
            head + "Content-Length: " + said + "\r\n\r\n" + (toHead ? "" : answer.body()));
      }
      return reply.act() == Act.ANSWER || reply.act() == Act.ANSWER_TWICE;
    }

    @Override
    public int port() {
      return origin.port();
    }

    @Override
    public List<PairMessage> requests() {
      return requests;
    }

    @Override
    public void close() {
      origin.close();
    }
  }

  /** HTTP/2. */
  final class Two implements PairOrigin {
    private static final long INTERNAL_ERROR = 2;
    private final List<PairMessage> requests = new CopyOnWriteArrayList<>();
    private final Http2Origin origin;

    Two(Function<PairMessage, Reply> script) {
      this.origin = Http2Origin.start(stream -> serve(stream, script));
    }

    private void serve(Http2TestStream stream, Function<PairMessage, Reply> script) {
      Http2Fields head = stream.awaitHead();
      String start = head.get(":method") + " " + head.get(":path");
      Reply reply = script.apply(PairMessage.of(start, ""));
      if (reply.act() == Act.DROP) {
        requests.add(PairMessage.of(start, ""));
        stream.reset(INTERNAL_ERROR);
        return;
      }
      if (reply.act() != Act.ANSWER_EARLY) {
        String body = stream.awaitText();
        Http2Fields trailers = stream.awaitTrailers();
        PairMessage request =
            new PairMessage(
                start,
                PairMessage.fields(head),
                body,
                trailers == null ? List.of() : PairMessage.fields(trailers));
        requests.add(request);
        reply = script.apply(request);
      }
      answer(stream, reply, start.startsWith("HEAD"));
    }

    private static void answer(Http2TestStream stream, Reply reply, boolean toHead) {
      PairMessage answer = reply.answer();
      if (reply.act() == Act.ANSWER_TWICE) {
        stream.head(Http2Fields.answer(103).with("link", "</a>"), false);
      }
      Http2Fields head = Http2Fields.answer(answer.status());
      for (var field : answer.fields()) {
        head = head.with(field.getKey(), field.getValue());
      }
      boolean trailers = !answer.trailers().isEmpty();
      boolean bare = toHead || answer.body().isEmpty();
      if (answer.status() != 204 && answer.status() != 304 && !trailers) {
        int length = answer.body().length();
        head = head.with("content-length", "" + (reply.act() == Act.CUT ? length + 10 : length));
      }
      stream.head(head, bare && !trailers);
      if (!bare) {
        stream.data(answer.body(), !trailers && reply.act() != Act.CUT);
      }
      if (trailers) {
        stream.trailers(new Http2Fields(answer.trailers()));
      } else if (reply.act() == Act.CUT) {
        stream.reset(INTERNAL_ERROR);
      }
    }

    @Override
    public int port() {
      return origin.port();
    }

    @Override
    public List<PairMessage> requests() {
      return requests;
    }

    @Override
    public void close() {
      origin.close();
    }
  }
}
