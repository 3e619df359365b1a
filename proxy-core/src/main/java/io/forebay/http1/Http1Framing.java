package io.forebay.http1;

import io.forebay.http.FieldValues;
import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * Decides once, from all of a head, where its body ends (RFC 9112 section 6.3), and refuses every
 * head on which another parser could decide otherwise.
 */
final class Http1Framing {

  private static final long FRAMING_FIELDS =
      HeaderId.CONTENT_LENGTH.bit() | HeaderId.TRANSFER_ENCODING.bit();

  private Http1Framing() {}

  /** Sets the framing of a request. Returns why it is refused, or null. */
  static @Nullable ProxyError request(HttpHead head) {
    if ((head.seen() & FRAMING_FIELDS) == 0) {
      head.framing(Framing.NONE, 0);
      return null;
    }
    ProxyError error = read(head, ProxyError.MALFORMED_REQUEST);
    if (error == null && head.framing() == Framing.UNTIL_CLOSE) {
      head.framing(Framing.NONE, 0);
    }
    return error;
  }

  /** Sets the framing of the answer to a request made with {@code method}. */
  static @Nullable ProxyError response(HttpHead head, HttpMethod method) {
    ProxyError error = read(head, ProxyError.MALFORMED_RESPONSE);
    if (error != null) {
      return ProxyError.MALFORMED_RESPONSE;
    }
    int status = head.status();
    if (method == HttpMethod.HEAD || status == 304) {
      head.framing(Framing.NONE, 0);
    } else if (status == 204 || status < 200) {
      head.framing(Framing.NONE, 0);
      head.removeAll(FRAMING_FIELDS);
    }
    return null;
  }

  /** Leaves {@link Framing#UNTIL_CLOSE} where the head says nothing of its body. */
  private static @Nullable ProxyError read(HttpHead head, ProxyError malformed) {
    long length = -1;
    boolean chunked = false;
    byte[] bytes = head.bytes();
    for (int line = 0; line < head.count(); line++) {
      HeaderId id = head.id(line);
      if (id == HeaderId.CONTENT_LENGTH) {
        long value = FieldValues.contentLength(bytes, head.valueStart(line), head.valueEnd(line));
        if (value < 0 || (length >= 0 && value != length)) {
          return malformed;
        }
        if (length >= 0) {
          head.remove(line);
        }
        length = value;
      } else if (id == HeaderId.TRANSFER_ENCODING) {
        if (chunked || head.minorVersion() == 0) {
          return malformed;
        }
        switch (FieldValues.transferCoding(bytes, head.valueStart(line), head.valueEnd(line))) {
          case CHUNKED -> chunked = true;
          case UNKNOWN -> {
            return ProxyError.CODING_NOT_IMPLEMENTED;
          }
          case INVALID -> {
            return malformed;
          }
        }
      }
    }
    if (chunked && length >= 0) {
      return malformed;
    }
    if (chunked) {
      head.framing(Framing.CHUNKED, -1);
    } else if (length >= 0) {
      head.framing(length == 0 ? Framing.NONE : Framing.LENGTH, length);
    } else {
      head.framing(Framing.UNTIL_CLOSE, -1);
    }
    return null;
  }
}
