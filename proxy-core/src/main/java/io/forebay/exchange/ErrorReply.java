package io.forebay.exchange;

import io.forebay.http.HeaderBlock;

/**
 * An answer to an error, as it goes to the client.
 *
 * @param recorded the status that logs and metrics are told
 * @param fields of its own, the type of the body among them
 */
record ErrorReply(int status, int recorded, HeaderBlock fields, byte[] body) {

  /** An answer that is recorded as it is. */
  ErrorReply(int status, HeaderBlock fields, byte[] body) {
    this(status, status, fields, body);
  }

  /** The same, but for what logs and metrics are told. */
  ErrorReply recordedAs(int other) {
    return recorded == other ? this : new ErrorReply(status, other, fields, body);
  }
}
