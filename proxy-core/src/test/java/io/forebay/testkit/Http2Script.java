package io.forebay.testkit;

/** What an {@link Http2Origin} does with one stream, whose head has come. */
@FunctionalInterface
public interface Http2Script {
  /**
   * Runs on a thread of its own. An IOException or UncheckedIOException is taken for the proxy
   * going away; anything else thrown fails {@link Http2Origin#close()}.
   */
  void run(Http2TestStream stream) throws Exception;

  /** Answers 200 with {@code body} once the request is whole. */
  static Http2Script respond(String body) {
    return respond(Http2Fields.ok(), body);
  }

  /** Answers {@code head} and {@code body} once the request is whole. */
  static Http2Script respond(Http2Fields head, String body) {
    return stream -> {
      stream.awaitBody();
      stream.respond(head, body);
    };
  }

  /** Answers 200 with what came, piece by piece as it comes, and ends with the same trailers. */
  static Http2Script echo() {
    return stream -> {
      stream.head(Http2Fields.ok(), false);
      for (byte[] piece = stream.read(); piece.length > 0; piece = stream.read()) {
        stream.data(piece, false);
      }
      Http2Fields trailers = stream.awaitTrailers();
      if (trailers == null) {
        stream.data("", true);
      } else {
        stream.trailers(trailers);
      }
    };
  }

  /** Resets each stream with {@code code} at its head. */
  static Http2Script reset(long code) {
    return stream -> stream.reset(code);
  }

  /** Takes everything and answers nothing. */
  static Http2Script neverAnswer() {
    return stream -> {};
  }
}
