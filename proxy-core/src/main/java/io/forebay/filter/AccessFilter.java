package io.forebay.filter;

import io.forebay.config.AccessConfig;
import io.forebay.config.RejectConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.ProxyError;

/** Refuses clients whose addresses are not let in. */
public final class AccessFilter implements HttpFilter {

  private final AccessConfig config;
  private final Tarpit tarpit;
  private final int status;
  private final long waitNanos;

  /**
   * A filter that lets in whom {@code config} does.
   *
   * @param tarpit where clients wait that are not to be refused at once
   */
  public AccessFilter(AccessConfig config, Tarpit tarpit) {
    RejectConfig reject = config.reject() == null ? RejectConfig.DEFAULT : config.reject();
    this.config = config;
    this.tarpit = tarpit;
    this.status = reject.status();
    this.waitNanos = reject.tarpit() == null ? 0 : reject.tarpit().toNanos();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (config.admits(exchange.clientAddress())) {
      return Verdict.CONTINUE;
    }
    exchange.worker().stats().accessDenied.add(exchange.listener().metricId(), 1);
    if (waitNanos > 0) {
      Tarpit.Place place = tarpit.hold(exchange.worker(), waitNanos, () -> refuse(exchange));
      if (place != null) {
        exchange.note(FilterNote.ACCESS, place);
        return Verdict.SUSPENDED;
      }
    }
    refuse(exchange);
    return Verdict.REPLIED;
  }

  private void refuse(Exchange exchange) {
    if (status == RejectConfig.CLOSE) {
      exchange.drop(ProxyError.ACCESS_DENIED);
    } else {
      exchange.refuse(ProxyError.ACCESS_DENIED, status, HeaderBlock.EMPTY);
    }
  }

  /** To be worth a place one has to stay. */
  @Override
  public void onClientShutdown(Exchange exchange) {
    exchange.drop(ProxyError.ACCESS_DENIED);
  }

  @Override
  public boolean hearsFinish() {
    return waitNanos > 0;
  }

  @Override
  public void onFinish(Exchange exchange) {
    if (exchange.note(FilterNote.ACCESS) instanceof Tarpit.Place place) {
      place.leave();
    }
  }
}
