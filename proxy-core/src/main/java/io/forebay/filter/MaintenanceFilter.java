package io.forebay.filter;

import io.forebay.config.AddressListConfig;
import io.forebay.config.MaintenanceConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.ProxyError;
import org.jspecify.annotations.Nullable;

/** Turns everybody away for a while, but for those whose addresses are let in. */
public final class MaintenanceFilter implements HttpFilter {

  private final int status;
  private final HeaderBlock retryAfter;
  private final @Nullable AddressListConfig allow;

  /** A filter for what {@code config} has switched on. */
  public MaintenanceFilter(MaintenanceConfig config) {
    this.status = config.status();
    long seconds = Math.max(1, config.retryAfter().toSeconds());
    this.retryAfter = HeaderBlock.builder().add("Retry-After", Long.toString(seconds)).build();
    this.allow = config.allow();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (allow != null && allow.holds(exchange.clientAddress())) {
      return Verdict.CONTINUE;
    }
    exchange.refuse(ProxyError.MAINTENANCE, status, retryAfter);
    return Verdict.REPLIED;
  }
}
