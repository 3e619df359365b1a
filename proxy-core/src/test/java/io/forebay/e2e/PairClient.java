package io.forebay.e2e;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of one of the two protocols, with one connection. */
interface PairClient extends AutoCloseable {

  static PairClient connect(boolean http2, int port) {
    return http2 ? new Two(Http2Client.connect(port)) : new One(RawClient.connect(port));
  }

  /** Sends a request; HTTP/1 says the length of its body unless it has trailers. */
  PairAnswer send(PairMessage request);

  /** Sends a head that announces {@code length} bytes, and the first of them. */
  PairAnswer sendPart(String start, int length, String part);

  @Override
  void close();

  /** An answer that is awaited. */
  interface PairAnswer {

    /** The final answer; throws if it does not come whole. */
    PairMessage whole();

    /** Sends what is missing of a body whose first part was sent. */
    void sendRest(String rest);

    /** Statuses of interim answers, once the final one is whole. */
    List<Integer> interim();
  }

  /** HTTP/1. */
  record One(RawClient client) implements PairClient {

    @Override
    public PairAnswer send(PairMessage request) {
      String body = request.body();
      String head = request.start() + " HTTP/1.1\r\nHost: localhost\r\n" + request.lines();
      if (!request.trailers().isEmpty()) {
        String chunk = body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body;
        client.send(
            head
                + "TE: trailers\r\nConnection: TE\r\nTransfer-Encoding: chunked\r\n\r\n"
                + (chunk.isEmpty() ? "" : chunk + "\r\n")
                + "0\r\n"
                + request.trailerLines()
                + "\r\n");
      } else if (body.isEmpty()) {
        client.send(head + "\r\n");
      } else {
        client.send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
      }
      return new OneAnswer(client, request.start().split(" ")[0]);
    }

    @Override
    public PairAnswer sendPart(String start, int length, String part) {
      client.send(
          start + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + part);
      return new OneAnswer(client, start.split(" ")[0]);
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** Of HTTP/1. */
  final class OneAnswer implements PairAnswer {
    private final RawClient client;
    private final String method;
    private @Nullable RawResponse read;

    OneAnswer(RawClient client, String method) {
      this.client = client;
      this.method = method;
    }

    private RawResponse read() {
      RawResponse response = read;
      if (response == null) {
        response = client.readResponse(method);
        read = response;
      }
      return response;
    }

    @Override
    public PairMessage whole() {
      RawResponse response = read();
      return new PairMessage(
          "" + response.status(),
          PairMessage.fields(response.headers()),
          response.bodyText(),
          PairMessage.fields(response.trailers()));
    }

    @Override
    public void sendRest(String rest) {
      client.send(rest);
    }

    @Override
    public List<Integer> interim() {
      return read().interim().stream().map(RawResponse::status).toList();
    }
  }

  /** HTTP/2. */
  record Two(Http2Client client) implements PairClient {

    private static Http2Fields head(String start) {
      String[] words = start.split(" ");
      return Http2Fields.request(words[0], words[1]);
    }

    @Override
    public PairAnswer send(PairMessage request) {
      Http2Fields head = head(request.start());
      for (var field : request.fields()) {
        head = head.with(field.getKey(), field.getValue());
      }
      boolean trailers = !request.trailers().isEmpty();
      if (trailers) {
        head = head.with("te", "trailers");
      }
      Http2TestStream stream = client.open(head, request.body().isEmpty() && !trailers);
      if (!request.body().isEmpty()) {
        stream.data(request.body(), !trailers);
      }
      if (trailers) {
        stream.trailers(new Http2Fields(request.trailers()));
      }
      return new TwoAnswer(stream);
    }

    @Override
    public PairAnswer sendPart(String start, int length, String part) {
      Http2Fields head = head(start).with("content-length", "" + length);
      return new TwoAnswer(client.open(head, false).data(part, false));
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** Of HTTP/2. */
  record TwoAnswer(Http2TestStream stream) implements PairAnswer {

    @Override
    public PairMessage whole() {
      Http2Fields head = stream.awaitHead();
      String body = stream.awaitText();
      Http2Fields trailers = stream.awaitTrailers();
      return new PairMessage(
          "" + head.status(),
          PairMessage.fields(head),
          body,
          trailers == null ? List.of() : PairMessage.fields(trailers));
    }

    @Override
    public void sendRest(String rest) {
      stream.data(rest, true);
    }

    @Override
    public List<Integer> interim() {
      whole();
      return stream.interim().stream().map(Http2Fields::status).toList();
    }
  }
}
