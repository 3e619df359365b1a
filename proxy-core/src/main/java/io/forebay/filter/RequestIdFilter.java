package io.forebay.filter;

import io.forebay.config.Acceptance;
import io.forebay.config.RequestIdConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.HttpFilter;
import io.forebay.exchange.RequestIds;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Gives each request a number, or keeps the one that it came with, and tells server and client of
 * it. An answer to a request that was refused before has one too.
 */
public final class RequestIdFilter implements HttpFilter {

  /** A longer number is not kept. */
  public static final int MAX_LENGTH = 128;

  private final byte[] name;
  private final byte[] lowerName;
  private final HeaderId id;
  private final Acceptance accept;
  private final boolean echo;

  /** A filter that does what {@code config} says, which is not off. */
  public RequestIdFilter(RequestIdConfig config) {
    RequestIdConfig complete = config.complete();
    String header = Objects.requireNonNull(complete.header());
    this.name = Ascii.bytes(header);
    this.lowerName = Ascii.bytes(header.toLowerCase(Locale.ROOT));
    this.id = HeaderId.of(name, 0, name.length);
    this.accept = Objects.requireNonNull(complete.accept());
    this.echo = Boolean.TRUE.equals(complete.echo());
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    int line = head.indexOf(lowerName);
    if (line >= 0 && isKept(head, line) && AcceptedFrom.accepts(accept, exchange)) {
      exchange.note(
          FilterNote.REQUEST_ID,
          Arrays.copyOfRange(head.bytes(), head.valueStart(line), head.valueEnd(line)));
      return Verdict.CONTINUE;
    }
    tell(head, RequestIds.of(exchange));
    return Verdict.CONTINUE;
  }

  /** Whether it is the only one, and a token. */
  private boolean isKept(HttpHead head, int line) {
    int length = head.valueEnd(line) - head.valueStart(line);
    if (length > MAX_LENGTH
        || !Ascii.isToken(head.bytes(), head.valueStart(line), head.valueEnd(line))) {
      return false;
    }
    for (int other = line + 1; other < head.count(); other++) {
      if (!head.isRemoved(other) && head.isNamed(other, lowerName)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    if (echo) {
      tell(response, RequestIds.of(exchange));
    }
  }

  private void tell(HttpHead head, byte[] number) {
    head.removeAll(lowerName);
    head.add(id, name, number, 0, number.length);
  }
}
