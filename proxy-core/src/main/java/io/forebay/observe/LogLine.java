package io.forebay.observe;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.LogField;
import io.forebay.config.LogFormat;
import io.forebay.exchange.Exchange;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A compiled format. Requests are logged as they were received, whatever filters made of them: of
 * the head only received lines are read, and the request line where it came to lie. Immutable;
 * event loops call it, without allocating.
 */
final class LogLine {
  private static final byte[] REFERER = Ascii.bytes("referer");
  private static final byte[] USER_AGENT = Ascii.bytes("user-agent");
  private static final byte[] X_FORWARDED_FOR = Ascii.bytes("x-forwarded-for");
  private static final byte[] REQUEST_ID = Ascii.bytes("x-request-id");
  private static final byte[] NULL = Ascii.bytes("null");
  private static final byte[] COMPLETE = Ascii.bytes("complete");
  private static final byte[] EMPTY = Ascii.bytes("empty");
  private static final byte[][] ERRORS = errors();
  private static final int VERSION = 8;
  private static final int CRLF = 2;

  private final boolean json;
  private final LogText text;
  private final byte[][] literals;
  private final @Nullable LogField[] fields;
  private final byte[][] headers;

  LogLine(LogFormat format) {
    this.json = format.json();
    this.text = json ? LogText.JSON : LogText.PLAIN;
    List<LogFormat.Part> parts = format.parts();
    this.literals = new byte[parts.size()][];
    this.fields = new LogField[parts.size()];
    this.headers = new byte[parts.size()][];
    for (int i = 0; i < literals.length; i++) {
      LogFormat.Part part = parts.get(i);
      LogField field = part.field();
      String header = part.header() == null ? "" : part.header().toLowerCase(Locale.ROOT);
      fields[i] = field;
      headers[i] = Ascii.bytes(header);
      String literal =
          json && field != null ? (i == 0 ? "{\"" : ",\"") + field.word() + "\":" : part.literal();
      literals[i] = literal.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static byte[][] errors() {
    ProxyError[] all = ProxyError.values();
    byte[][] labels = new byte[all.length][];
    for (ProxyError error : all) {
      labels[error.ordinal()] = Ascii.bytes(error.label());
    }
    return labels;
  }

  /** Adds the line of {@code exchange}, which ends now. */
  void put(LogBuffer out, Exchange exchange, long nowNanos, LogTime time) {
    for (int i = 0; i < literals.length; i++) {
      out.put(literals[i]);
      LogField field = fields[i];
      if (field != null) {
        put(out, field, exchange, nowNanos, time);
      } else if (headers[i].length > 0) {
        putHeader(out, exchange.clientRequest(), headers[i]);
      }
    }
    if (json) {
      out.put('}');
    }
    out.endLine();
  }

  private void put(LogBuffer out, LogField field, Exchange exchange, long now, LogTime time) {
    HttpHead head = exchange.clientRequest();
    switch (field) {
      case TIME -> putTime(out, time);
      case TIME_LOCAL -> time.putLocal(out);
      case CLIENT_IP -> putText(out, exchange.client().connection().peerText());
      case CLIENT_PORT -> out.putNumber(exchange.client().connection().peerPort(), 1);
      case LISTENER -> putText(out, exchange.listener().name());
      case ROUTE -> putText(out, exchange.plan().label());
      case BACKEND -> putBackend(out, exchange.plan().backend());
      case SERVER -> putServer(out, exchange.server());
      case REQUEST -> putStartLine(out, head, head.startLine(), lineEnd(head));
      case METHOD -> putStartLine(out, head, head.startLine(), head.methodEnd());
      case TARGET -> putStartLine(out, head, head.methodEnd() + 1, lineEnd(head) - VERSION - 1);
      case PROTOCOL -> putStartLine(out, head, lineEnd(head) - VERSION, lineEnd(head));
      case HOST -> putText(out, head.bytes(), head.authorityStart(), head.authorityEnd());
      case STATUS -> out.putNumber(exchange.status(), json ? 1 : 3);
      case BODY_BYTES_IN -> out.putNumber(exchange.requestBytes(), 1);
      case BODY_BYTES_OUT -> out.putNumber(exchange.responseBytes(), 1);
      case REFERER -> putHeader(out, head, REFERER);
      case USER_AGENT -> putHeader(out, head, USER_AGENT);
      case X_FORWARDED_FOR -> putHeader(out, head, X_FORWARDED_FOR);
      case REQUEST_ID -> putHeader(out, head, REQUEST_ID);
      case QUEUE_MS -> putMillis(out, exchange.queueNanos());
      case CONNECT_MS -> putMillis(out, exchange.connectNanos());
      case RESPONSE_MS -> putMillis(out, exchange.responseNanos());
      case TOTAL_MS -> out.putMillis(now - exchange.startNanos());
      case RETRIES -> out.putNumber(exchange.retries(), 1);
      case REASON -> putText(out, reason(exchange));
    }
  }

  private static byte[] reason(Exchange exchange) {
    ProxyError error = exchange.error();
    if (error != null) {
      return ERRORS[error.ordinal()];
    }
    return exchange.status() == 0 ? EMPTY : COMPLETE;
  }

  private void putTime(LogBuffer out, LogTime time) {
    quote(out);
    time.putUtc(out);
    quote(out);
  }

  private void putBackend(LogBuffer out, @Nullable Backend backend) {
    putText(out, backend == null ? "" : backend.name());
  }

  private void putServer(LogBuffer out, @Nullable Server server) {
    putText(out, server == null ? "" : server.name());
  }

  private void putMillis(LogBuffer out, long nanos) {
    if (nanos <= 0) {
      putAbsent(out);
    } else {
      out.putMillis(nanos);
    }
  }

  private static int lineEnd(HttpHead head) {
    return head.fieldsStart() - CRLF;
  }

  /** A part of the request line, if one was read. */
  private void putStartLine(LogBuffer out, HttpHead head, int from, int to) {
    if (head.fieldsStart() == 0) {
      putAbsent(out);
    } else {
      putText(out, head.bytes(), from, to);
    }
  }

  /** All received values of a field, with commas between them. */
  private void putHeader(LogBuffer out, HttpHead head, byte[] lowerName) {
    boolean found = false;
    for (int i = 0; i < head.receivedCount(); i++) {
      if (head.nameEnd(i) - head.lineStart(i) == lowerName.length && head.isNamed(i, lowerName)) {
        if (found) {
          out.put(',');
          out.put(' ');
        } else {
          quote(out);
        }
        found = true;
        text.put(out, head.bytes(), head.valueStart(i), head.valueEnd(i));
      }
    }
    if (found) {
      quote(out);
    } else {
      putAbsent(out);
    }
  }

  private void putText(LogBuffer out, byte[] bytes) {
    putText(out, bytes, 0, bytes.length);
  }

  private void putText(LogBuffer out, byte[] bytes, int from, int to) {
    if (from >= to) {
      putAbsent(out);
      return;
    }
    quote(out);
    text.put(out, bytes, from, to);
    quote(out);
  }

  /** A name of the configuration, which is visible ASCII. */
  private void putText(LogBuffer out, String name) {
    if (name.isEmpty()) {
      putAbsent(out);
      return;
    }
    quote(out);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        out.put('\\');
      }
      out.put(c);
    }
    quote(out);
  }

  private void putAbsent(LogBuffer out) {
    if (json) {
      out.put(NULL);
    } else {
      out.put('-');
    }
  }

  private void quote(LogBuffer out) {
    if (json) {
      out.put('"');
    }
  }
}
