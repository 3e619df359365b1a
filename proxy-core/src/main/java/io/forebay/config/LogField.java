package io.forebay.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a line of an access log can tell, in the order in which {@code json} does. */
public enum LogField {
  /** When the line was written, in UTC with milliseconds: {@code 2026-11-21T14:30:00.123Z}. */
  TIME,
  /** The same to the second in local time: {@code 21/Nov/2026:14:30:00 +0000}. */
  TIME_LOCAL,
  CLIENT_IP,
  CLIENT_PORT,
  /** Who the client is by its password. */
  AUTH_USER,
  LISTENER,
  ROUTE,
  BACKEND,
  /** The server tried last. */
  SERVER,
  /** The request line as it was received. */
  REQUEST,
  METHOD,
  TARGET,
  PROTOCOL,
  HOST,
  /** What the client was told; 0, in templates 000, if nothing. */
  STATUS,
  BODY_BYTES_IN,
  BODY_BYTES_OUT,
  REFERER,
  USER_AGENT,
  X_FORWARDED_FOR,
  REQUEST_ID,
  /** The number of the trace that it belongs to. */
  TRACE_ID,
  /** Milliseconds that it waited for a server to have room; absent where one had. */
  QUEUE_MS,
  /** Milliseconds that making connections took; absent where one was at hand. */
  CONNECT_MS,
  /** Milliseconds from the request's head to the head of the server's answer. */
  RESPONSE_MS,
  /** Milliseconds from the request's head to the end. */
  TOTAL_MS,
  RETRIES,
  /** {@code delayed}, {@code dry_run} or {@code refused}; absent where all limits were kept. */
  RATE_LIMIT,
  /** {@code complete}, {@code empty} for a connection without a request, or the error's label. */
  REASON,
  /** {@code TLSv1.3}; absent, as the two that follow, where the client's connection is plain. */
  TLS_VERSION,
  TLS_CIPHER,
  /** The name that the client asked for in its handshake. */
  TLS_SERVER_NAME;

  private static final Map<String, LogField> WORDS = words();

  private final String word = name().toLowerCase(Locale.ROOT);

  private static Map<String, LogField> words() {
    Map<String, LogField> words = new LinkedHashMap<>();
    for (LogField field : values()) {
      words.put(field.word, field);
    }
    return words;
  }

  /** The name in templates and the key in JSON. */
  public String word() {
    return word;
  }

  /** All of them by their words. */
  static Map<String, LogField> byWord() {
    return WORDS;
  }
}
