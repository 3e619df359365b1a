package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of the numbers that requests go by; null where it says
 * nothing. Merges key by key; {@link #complete()} writes the defaults out.
 *
 * @param off whether there is none, whatever is said further out
 * @param header by which servers and clients are told, default {@value #DEFAULT_HEADER}
 * @param accept whose number is kept, default {@link Acceptance#TRUSTED}
 * @param echo whether clients are told, default true
 */
public record RequestIdConfig(
    boolean off, @Nullable String header, @Nullable Acceptance accept, @Nullable Boolean echo) {

  public static final String DEFAULT_HEADER = "X-Request-ID";

  /** Requests have no numbers. */
  public static final RequestIdConfig OFF = new RequestIdConfig(true, null, null, null);

  public RequestIdConfig {
    String problem = header == null ? null : HeaderOps.nameProblem(header);
    Checks.require(problem == null, "header", header + "", "a header: " + problem);
  }

  /** Both in one, where the inner one wins. */
  RequestIdConfig merge(RequestIdConfig inner) {
    return off || inner.off
        ? inner
        : new RequestIdConfig(
            false,
            inner.header == null ? header : inner.header,
            inner.accept == null ? accept : inner.accept,
            inner.echo == null ? echo : inner.echo);
  }

  /** The same with every default written out. */
  public RequestIdConfig complete() {
    return off
        ? this
        : new RequestIdConfig(
            false,
            header == null ? DEFAULT_HEADER : header,
            accept == null ? Acceptance.TRUSTED : accept,
            echo == null || echo);
  }
}
