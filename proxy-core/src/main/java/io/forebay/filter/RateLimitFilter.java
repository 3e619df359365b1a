package io.forebay.filter;

import io.forebay.config.RateLimitUseConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.HttpFilter;
import io.forebay.exchange.LimitOutcome;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.limit.LimitDecision;
import io.forebay.limit.RateLimitZone;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests pass as often as all of its limits allow, some of them later. One that is refused
 * by a limit gives back what it took of those before, so that it does not count there.
 */
public final class RateLimitFilter implements HttpFilter {

  private final AppliedLimit[] limits;

  private RateLimitFilter(AppliedLimit[] limits) {
    this.limits = limits;
  }

  /**
   * A filter that does what {@code uses} say, of which there is at least one.
   *
   * @param zones the zones by their names; all that are used are there
   */
  public static RateLimitFilter of(
      List<RateLimitUseConfig> uses, Function<String, RateLimitZone> zones) {
    return new RateLimitFilter(
        uses.stream()
            .map(use -> new AppliedLimit(zones.apply(use.zone()), use))
            .toArray(AppliedLimit[]::new));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    LimitedRequest request = new LimitedRequest(exchange, limits);
    for (int i = 0; i < limits.length; i++) {
      AppliedLimit limit = limits[i];
      Long key = limit.key(exchange);
      LimitDecision decision = key == null ? null : limit.take(key);
      if (key == null || decision == null) {
        continue;
      }
      if (decision.passed()) {
        request.passed(i, key, decision);
      } else if (limit.isDryRun()) {
        limit.countDryRun();
        exchange.note(FilterNote.LIMIT_OUTCOME, LimitOutcome.DRY_RUN);
      } else {
        request.giveBack();
        refuse(exchange, limit, decision);
        return Verdict.REPLIED;
      }
    }
    exchange.note(FilterNote.RATE_LIMIT, request);
    if (request.waitNanos() == 0) {
      return Verdict.CONTINUE;
    }
    exchange.note(FilterNote.LIMIT_OUTCOME, LimitOutcome.DELAYED);
    request.beginWait();
    return Verdict.SUSPENDED;
  }

  private static void refuse(Exchange exchange, AppliedLimit limit, LimitDecision decision) {
    limit.countRefused();
    exchange.note(FilterNote.LIMIT_OUTCOME, LimitOutcome.REFUSED);
    exchange.refuse(ProxyError.RATE_LIMITED, limit.status(), limit.refusalFields(decision));
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    LimitedRequest request = request(exchange);
    if (request != null) {
      request.tell(response);
    }
  }

  @Override
  public boolean hearsFinish() {
    return true;
  }

  @Override
  public void onFinish(Exchange exchange) {
    LimitedRequest request = request(exchange);
    if (request != null) {
      request.end();
    }
  }

  private static @Nullable LimitedRequest request(Exchange exchange) {
    return (LimitedRequest) exchange.note(FilterNote.RATE_LIMIT);
  }
}
