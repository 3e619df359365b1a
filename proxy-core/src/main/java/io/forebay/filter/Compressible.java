package io.forebay.filter;

import io.forebay.config.CompressionConfig;
import io.forebay.http.FieldValues;
import io.forebay.http.Framing;
import io.forebay.http.GrpcCall;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.util.Ascii;

/** Which answers may be compressed, whatever their client accepts. Immutable. */
final class Compressible {

  private static final byte[] CONTENT_ENCODING = Ascii.bytes("content-encoding");
  private static final byte[] CONTENT_RANGE = Ascii.bytes("content-range");
  private static final byte[] CACHE_CONTROL = Ascii.bytes("cache-control");
  private static final byte[] NO_TRANSFORM = Ascii.bytes("no-transform");
  private static final byte[] EVENT_STREAM = Ascii.bytes("text/event-stream");

  private final MediaTypes types;
  private final long minSize;
  private final boolean eventStreams;

  Compressible(CompressionConfig config) {
    types =
        new MediaTypes(config.types() == null ? CompressionConfig.DEFAULT_TYPES : config.types());
    minSize = config.minSize() == null ? 0 : config.minSize();
    eventStreams = Boolean.TRUE.equals(config.flush());
  }

  boolean holds(HttpHead request, HttpHead response) {
    return hasBody(request, response)
        && isType(response)
        && response.indexOf(CONTENT_ENCODING) < 0
        && response.indexOf(CONTENT_RANGE) < 0
        && isLarge(response)
        && mayTransform(response)
        && mayTransform(request);
  }

  /** A part of a body is never compressed: it is one of what was not. */
  private static boolean hasBody(HttpHead request, HttpHead response) {
    int status = response.status();
    boolean bare = status < 200 || status == 204 || status == 205 || status == 206;
    boolean toHead = request.method() == HttpMethod.HEAD;
    return !bare && (toHead || response.framing() != Framing.NONE);
  }

  private boolean isType(HttpHead response) {
    int line = response.indexOf(HeaderId.CONTENT_TYPE);
    if (line < 0) {
      return false;
    }
    byte[] bytes = response.bytes();
    int from = response.valueStart(line);
    int semicolon = Ascii.indexOf(bytes, from, response.valueEnd(line), ';');
    int to = FieldValues.trimSpaces(bytes, from, semicolon);
    return types.contain(bytes, from, to)
        && (eventStreams || !Ascii.equalsIgnoreCase(bytes, from, to, EVENT_STREAM))
        && !GrpcCall.isCall(response);
  }

  /** Unknown is large. An answer to HEAD has the length in its field alone. */
  private boolean isLarge(HttpHead response) {
    int line = response.indexOf(HeaderId.CONTENT_LENGTH);
    return line < 0
        || FieldValues.contentLength(
                response.bytes(), response.valueStart(line), response.valueEnd(line))
            >= minSize;
  }

  private static boolean mayTransform(HttpHead head) {
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line)
          && head.isNamed(line, CACHE_CONTROL)
          && ListedWords.contain(head, line, NO_TRANSFORM)) {
        return false;
      }
    }
    return true;
  }
}
