package io.forebay.filter;

import io.forebay.config.LimitDelay;
import io.forebay.config.LimitFields;
import io.forebay.config.NetworkSet;
import io.forebay.config.RateLimitUseConfig;
import io.forebay.exchange.Exchange;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.limit.LimitDecision;
import io.forebay.limit.LimitStore;
import io.forebay.limit.RateLimitZone;
import org.jspecify.annotations.Nullable;

/** A zone as one place uses it. Immutable; any event loop. */
final class AppliedLimit {

  private final RateLimitZone zone;
  private final RateLimitUseConfig use;
  private final NetworkSet allowed;
  private final LimitKey key;
  private final LimitText text;
  private final int status;

  AppliedLimit(RateLimitZone zone, RateLimitUseConfig use) {
    this.zone = zone;
    this.use = use;
    Integer own = use.status();
    status = own == null ? zone.config().status() : own;
    allowed = NetworkSet.of(use.allow());
    key = new LimitKey(zone);
    text = new LimitText(zone.config());
  }

  /** Null where it does not limit the request. */
  @Nullable Long key(Exchange exchange) {
    return allows(exchange) ? null : key.of(exchange);
  }

  private boolean allows(Exchange exchange) {
    if (allowed.isEmpty()) {
      return false;
    }
    byte[] address = exchange.clientAddress();
    return address != null && allowed.contains(address);
  }

  LimitDecision take(Long key) {
    return store().take(key, use.burst());
  }

  LimitStore store() {
    return zone.store();
  }

  boolean isDryRun() {
    return use.dryRun();
  }

  void countDryRun() {
    zone.counts().dryRun.increment();
  }

  void countDelayed() {
    zone.counts().delayed.increment();
  }

  void countRefused() {
    zone.counts().refused.increment();
  }

  /** How long a request has to wait that may pass. */
  long waitNanos(LimitDecision passed) {
    return use.delay() == LimitDelay.PACED && !use.dryRun() ? passed.waitNanos() : 0;
  }

  int status() {
    return status;
  }

  HeaderBlock refusalFields(LimitDecision refused) {
    return text.ofRefusal(refused, use.headers() != LimitFields.NEVER);
  }

  boolean tellsAlways() {
    return use.headers() == LimitFields.ALWAYS;
  }

  void tell(HttpHead response, LimitDecision decision) {
    text.addTo(response, decision);
  }
}
