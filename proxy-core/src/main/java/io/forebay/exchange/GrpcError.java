package io.forebay.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.forebay.http.HeaderBlock;
import io.forebay.http.ProxyError;
import java.util.EnumMap;
import java.util.Map;

/**
 * The proxy's own errors as gRPC calls are told them: answers without a body whose head carries the
 * status, all of which have the HTTP status 200 (gRPC over HTTP/2, Trailers-Only).
 *
 * <p>Statuses are those that gRPC's own clients make of an answer without one (HTTP to gRPC Status
 * Code Mapping): 503 and 504 are UNAVAILABLE, as the deadline that was exceeded is not the call's.
 * Limits are RESOURCE_EXHAUSTED.
 */
final class GrpcError {
  private static final int CANCELLED = 1;
  private static final int UNKNOWN = 2;
  private static final int PERMISSION_DENIED = 7;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final int UNAVAILABLE = 14;
  private static final int UNAUTHENTICATED = 16;

  private static final byte[] NO_BODY = {};
  private static final Map<ProxyError, ErrorReply> REPLIES = new EnumMap<>(ProxyError.class);

  static {
    for (ProxyError error : ProxyError.values()) {
      REPLIES.put(error, make(error));
    }
  }

  private GrpcError() {}

  /** What a call is told of {@code error}. */
  static ErrorReply reply(ProxyError error) {
    return REPLIES.get(error);
  }

  private static ErrorReply make(ProxyError error) {
    HeaderBlock fields =
        HeaderBlock.builder()
            .add("Content-Type", "application/grpc")
            .add("grpc-status", String.valueOf(status(error)))
            .add("grpc-message", encoded(error.reason()))
            .build();
    return new ErrorReply(200, error.status(), fields, NO_BODY);
  }

  static int status(ProxyError error) {
    return switch (error) {
      case QUEUE_FULL, BODY_TOO_LARGE, HEAD_TOO_LARGE, URI_TOO_LONG -> RESOURCE_EXHAUSTED;
      case RATE_LIMITED -> RESOURCE_EXHAUSTED;
      case ACCESS_DENIED -> PERMISSION_DENIED;
      case UNAUTHORIZED -> UNAUTHENTICATED;
      case NO_ROUTE, CODING_NOT_IMPLEMENTED -> UNIMPLEMENTED;
      case MALFORMED_REQUEST, INTERNAL -> INTERNAL;
      case REQUEST_TIMEOUT -> UNAVAILABLE;
      // A server does so at the deadline; clients then say that theirs is over.
      case STREAM_CANCELLED -> CANCELLED;
      default -> error.status() >= 502 && error.status() <= 504 ? UNAVAILABLE : UNKNOWN;
    };
  }

  /** Percent-encodes all but printable ASCII, and the percent sign. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
