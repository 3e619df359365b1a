package io.forebay.filter;

import io.forebay.config.Acceptance;
import io.forebay.config.TraceConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.LoopText;
import io.forebay.util.Ascii;
import java.util.Arrays;
import java.util.Objects;

/**
 * W3C's trace context. A trace that is accepted passes as it is, for the proxy has no spans of its
 * own (section 2.3 of the recommendation allows that); else one begins here, and whatever was said
 * in {@code tracestate} goes, as it belongs to another one (section 3.3).
 */
public final class TraceFilter implements HttpFilter {

  private static final byte[] PARENT = Ascii.bytes("traceparent");
  private static final byte[] STATE = Ascii.bytes("tracestate");

  private final Acceptance accept;
  private final byte flags;

  /** A filter that does what {@code config} says, which is not off. */
  public TraceFilter(TraceConfig config) {
    TraceConfig complete = config.complete();
    this.accept = Objects.requireNonNull(complete.accept());
    this.flags = (byte) (Boolean.TRUE.equals(complete.sampled()) ? '1' : '0');
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    int line = head.indexOf(PARENT);
    if (line >= 0 && isKept(head, line) && AcceptedFrom.accepts(accept, exchange)) {
      int start = head.valueStart(line) + TraceParent.TRACE;
      exchange.note(
          FilterNote.TRACE_ID, Arrays.copyOfRange(head.bytes(), start, start + TraceParent.DIGITS));
      return Verdict.CONTINUE;
    }
    head.removeAll(PARENT);
    head.removeAll(STATE);
    begin(exchange, head);
    return Verdict.CONTINUE;
  }

  private static boolean isKept(HttpHead head, int line) {
    for (int other = line + 1; other < head.count(); other++) {
      if (!head.isRemoved(other) && head.isNamed(other, PARENT)) {
        return false;
      }
    }
    return TraceParent.isValid(head.bytes(), head.valueStart(line), head.valueEnd(line));
  }

  private void begin(Exchange exchange, HttpHead head) {
    LoopText text = exchange.worker().text();
    byte[] trace = text.randomHex(TraceParent.DIGITS);
    exchange.note(FilterNote.TRACE_ID, trace);
    byte[] parent = TraceParent.of(trace, text.randomHex(TraceParent.PARENT_DIGITS), flags);
    head.add(HeaderId.OTHER, PARENT, parent, 0, parent.length);
  }
}
