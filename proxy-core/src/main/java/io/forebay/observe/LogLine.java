package io.forebay.observe;

import io.forebay.config.LogField;
import io.forebay.config.LogFormat;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.LimitOutcome;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.TlsSession;
import io.forebay.util.Ascii;
import io.forebay.util.TimeText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
  private static final byte[] NOBODY = {};
  private static final byte[] COMPLETE = Ascii.bytes("complete");
  private static final byte[] EMPTY = Ascii.bytes("empty");
  private static final byte[][] ERRORS = errors();

  private final boolean json;
  private final LogValues values;
  private final LogRequestLine requestLine;
  private final byte[][] literals;
  private final @Nullable LogField[] fields;
  private final byte[][] headers;

  LogLine(LogFormat format) {
    this.json = format.json();
    this.values = new LogValues(json);
    this.requestLine = new LogRequestLine(values);
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
  void put(LogBuffer out, Exchange exchange, long nowNanos, TimeText time) {
    for (int i = 0; i < literals.length; i++) {
      out.put(literals[i]);
      LogField field = fields[i];
      if (field != null) {
        put(out, field, exchange, nowNanos, time);
      } else if (headers[i].length > 0) {
        values.putHeader(out, exchange.clientRequest(), headers[i]);
      }
    }
    if (json) {
      out.put('}');
    }
    out.endLine();
  }

  private void put(LogBuffer out, LogField field, Exchange exchange, long now, TimeText time) {
    HttpHead head = exchange.clientRequest();
    switch (field) {
      case TIME -> values.putTime(out, time);
      case TIME_LOCAL -> time.putLocal(out);
      case CLIENT_IP -> values.put(out, exchange.clientAddressText());
      case CLIENT_PORT -> out.putNumber(exchange.client().connection().peerPort(), 1);
      case AUTH_USER -> values.put(out, user(exchange));
      case LISTENER -> values.put(out, exchange.listener().name());
      case ROUTE -> values.put(out, exchange.plan().label());
      case BACKEND -> values.put(out, exchange.plan().backend());
      case SERVER -> values.put(out, exchange.server());
      case REQUEST -> requestLine.put(out, head);
      case METHOD -> requestLine.putMethod(out, head);
      case TARGET -> requestLine.putTarget(out, head);
      case PROTOCOL -> requestLine.putProtocol(out, head);
      case HOST -> values.put(out, head.bytes(), head.authorityStart(), head.authorityEnd());
      case STATUS -> out.putNumber(exchange.status(), json ? 1 : 3);
      case BODY_BYTES_IN -> out.putNumber(exchange.requestBytes(), 1);
      case BODY_BYTES_OUT -> out.putNumber(exchange.responseBytes(), 1);
      case REFERER -> values.putHeader(out, head, REFERER);
      case USER_AGENT -> values.putHeader(out, head, USER_AGENT);
      case X_FORWARDED_FOR -> values.putHeader(out, head, X_FORWARDED_FOR);
      case REQUEST_ID -> {
        if (exchange.note(FilterNote.REQUEST_ID) instanceof byte[] number) {
          values.put(out, number);
        } else {
          values.putHeader(out, head, REQUEST_ID);
        }
      }
      case TRACE_ID -> {
        if (exchange.note(FilterNote.TRACE_ID) instanceof byte[] trace) {
          values.put(out, trace);
        } else {
          values.putAbsent(out);
        }
      }
      case QUEUE_MS -> values.putMillis(out, exchange.queueNanos());
      case CONNECT_MS -> values.putMillis(out, exchange.connectNanos());
      case RESPONSE_MS -> values.putMillis(out, exchange.responseNanos());
      case TOTAL_MS -> out.putMillis(now - exchange.startNanos());
      case RETRIES -> out.putNumber(exchange.retries(), 1);
      case RATE_LIMIT -> putLimit(out, exchange);
      case REASON -> values.put(out, reason(exchange));
      case TLS_VERSION -> putTls(out, exchange, TlsSession::version);
      case TLS_CIPHER -> putTls(out, exchange, TlsSession::cipher);
      case TLS_SERVER_NAME -> putTls(out, exchange, TlsSession::serverName);
    }
  }

  private void putLimit(LogBuffer out, Exchange exchange) {
    LimitOutcome outcome = (LimitOutcome) exchange.note(FilterNote.LIMIT_OUTCOME);
    if (outcome == null) {
      values.putAbsent(out);
    } else {
      values.put(out, outcome.word());
    }
  }

  private void putTls(
      LogBuffer out, Exchange exchange, Function<TlsSession, @Nullable String> part) {
    TlsSession tls = exchange.client().connection().tls();
    String text = tls == null ? null : part.apply(tls);
    if (text == null) {
      values.putAbsent(out);
    } else {
      values.put(out, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static byte[] user(Exchange exchange) {
    return exchange.note(FilterNote.AUTH_USER) instanceof byte[] user ? user : NOBODY;
  }

  private static byte[] reason(Exchange exchange) {
    ProxyError error = exchange.error();
    if (error != null) {
      return ERRORS[error.ordinal()];
    }
    return exchange.status() == 0 ? EMPTY : COMPLETE;
  }
}
