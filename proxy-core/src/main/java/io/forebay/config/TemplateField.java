package io.forebay.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TextTemplate} can tell. Those that access logs know as well have the same name and
 * meaning there; what there is none of is empty.
 */
public enum TemplateField {
  CLIENT_IP,
  CLIENT_PORT,
  /** The number that the request goes by. */
  REQUEST_ID,
  /** The number of the trace that it belongs to. */
  TRACE_ID,
  METHOD,
  /** {@code https} or {@code http}: what the client's connection is. */
  SCHEME,
  HOST,
  /** As it was received, without the query. */
  PATH,
  /** What follows the question mark. */
  QUERY,
  /** Path and query. */
  URI,
  PROTOCOL,
  LISTENER,
  ROUTE,
  BACKEND,
  /** The server tried last. */
  SERVER(TextTemplate.Scope.RESPONSE),
  STATUS(TextTemplate.Scope.RESPONSE),
  NODE,
  /** In UTC with milliseconds. */
  TIME,
  /** Who the client is by its password. */
  AUTH_USER,
  TLS_VERSION,
  TLS_CIPHER,
  TLS_SERVER_NAME,
  CLIENT_CERT_SUBJECT,
  CLIENT_CERT_ISSUER,
  CLIENT_CERT_SERIAL,
  CLIENT_CERT_FINGERPRINT,
  /** A field of the request as it was received. */
  HEADER(TextTemplate.Scope.REQUEST, true),
  COOKIE(TextTemplate.Scope.REQUEST, true),
  /** The first field of that name in the answer. */
  RESPONSE_HEADER(TextTemplate.Scope.RESPONSE, true);

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  private final String word = name().toLowerCase(Locale.ROOT);
  private final TextTemplate.Scope scope;
  private final boolean named;

  TemplateField() {
    this(TextTemplate.Scope.REQUEST);
  }

  TemplateField(TextTemplate.Scope scope) {
    this(scope, false);
  }

  TemplateField(TextTemplate.Scope scope, boolean named) {
    this.scope = scope;
    this.named = named;
  }

  /** How it is referred to; one that needs a name as {@code header:NAME}. */
  public String word() {
    return named ? word + ":NAME" : word;
  }

  /** Whether it is known where a template of {@code place} is filled in. */
  boolean isKnownIn(TextTemplate.Scope place) {
    return scope.compareTo(place) <= 0;
  }

  /** Whether {@code name} goes with it: empty, or a token where it needs one. */
  boolean accepts(String name) {
    return named ? TOKEN.matcher(name).matches() : name.isEmpty();
  }

  /** What {@code reference} refers to whatever its name is; null for nothing. */
  public static @Nullable TemplateField of(String reference) {
    int colon = reference.indexOf(':');
    String wanted = colon < 0 ? reference : reference.substring(0, colon);
    return Arrays.stream(values())
        .filter(it -> it.word.equals(wanted) && it.named == colon >= 0)
        .findFirst()
        .orElse(null);
  }

  /** The words of all that are known there. */
  public static List<String> words(TextTemplate.Scope place) {
    return Arrays.stream(values())
        .filter(it -> it.isKnownIn(place))
        .map(TemplateField::word)
        .toList();
  }
}
