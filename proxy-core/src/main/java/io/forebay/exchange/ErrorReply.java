package io.forebay.exchange;

import io.forebay.http.HeaderBlock;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an error, as it goes to the client.
 *
 * @param recorded the status that logs and metrics are told
 * @param fields of its own, the type of the body among them
 * @param body of every such answer; empty where there is a template
 * @param template what the body is made of for each request; null for the same one
 */
record ErrorReply(
    int status, int recorded, HeaderBlock fields, byte[] body, @Nullable Template template) {

  /** An answer with a body that is always the same. */
  ErrorReply(int status, int recorded, HeaderBlock fields, byte[] body) {
    this(status, recorded, fields, body, null);
  }

  /** An answer that is recorded as it is. */
  ErrorReply(int status, HeaderBlock fields, byte[] body) {
    this(status, status, fields, body);
  }

  /** The same for an error with this status. */
  ErrorReply withStatus(int other) {
    return new ErrorReply(other, other, fields, body, template);
  }

  /** The body for {@code exchange}, whose status is known. */
  byte[] bodyFor(Exchange exchange) {
    return template == null ? body : template.text(exchange).toBytes();
  }

  /** The same, but for what logs and metrics are told. */
  ErrorReply recordedAs(int other) {
    return recorded == other ? this : new ErrorReply(status, other, fields, body, template);
  }
}
