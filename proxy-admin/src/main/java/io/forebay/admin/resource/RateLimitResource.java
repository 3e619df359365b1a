package io.forebay.admin.resource;

import io.forebay.config.LimitKeyPart;
import io.forebay.filter.LimitLookup;
import io.forebay.limit.LimitState;
import io.forebay.limit.RateLimitZone;
import io.forebay.observe.Event;
import io.forebay.runtime.ProxyStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code rate-limits/{zone}}: one zone, and one of its keys where a query says which. */
final class RateLimitResource implements Resource {

  private static final String KEY = "key";
  private static final String FALLBACK = "fallback_key";

  private final ProxyStatus status;

  RateLimitResource(ProxyStatus status) {
    this.status = status;
  }

  @Override
  public String allow() {
    return "GET, HEAD, DELETE";
  }

  @Override
  public Set<String> query() {
    return Set.of(KEY, KEY + "2", KEY + "3", FALLBACK, FALLBACK + "2", FALLBACK + "3");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    RateLimitZone zone = Names.zone(status, names.get(0));
    Map<String, String> query = request.query();
    boolean isFallback = query.containsKey(FALLBACK);
    boolean isDelete = request.method().equals("DELETE");
    if (!isDelete && !isFallback && !query.containsKey(KEY)) {
      return Resource.now(AdminResponse.json(200, out -> RateLimitsResource.write(out, zone)));
    }
    long key = key(zone, query, isFallback);
    return Resource.now(isDelete ? forget(zone, key, request) : told(zone, key));
  }

  private static long key(RateLimitZone zone, Map<String, String> query, boolean isFallback) {
    String name = isFallback ? FALLBACK : KEY;
    List<LimitKeyPart> parts = isFallback ? zone.config().fallbackKey() : zone.config().key();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String parameter = i == 0 ? name : name + (i + 1);
      String value = query.get(parameter);
      if (value == null) {
        throw new ApiException(400, parameter + ": missing (expected: a " + parts.get(i) + ")");
      }
      values.add(value);
    }
    Long key = values.isEmpty() ? null : LimitLookup.key(zone, values, isFallback);
    if (key == null) {
      throw new ApiException(400, name + ": no such value (expected: of " + parts + ")");
    }
    return key;
  }

  private static AdminResponse told(RateLimitZone zone, long key) {
    LimitState state = zone.store().state(key);
    return AdminResponse.json(
        200,
        out -> {
          RateLimitsResource.write(out, zone);
          out.writeObjectFieldStart("state");
          out.writeBooleanField("known", state != null);
          out.writeNumberField("counted", state == null ? 0 : state.counted());
          out.writeNumberField("wait_ms", millis(state == null ? 0 : state.waitNanos()));
          out.writeNumberField("reset_ms", millis(state == null ? 0 : state.resetNanos()));
          out.writeEndObject();
        });
  }

  /** Rounded up: nobody is to come too early. */
  private static long millis(long nanos) {
    return (nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1) / TimeUnit.MILLISECONDS.toNanos(1);
  }

  /** The key is told to nobody: it may be a secret. */
  private AdminResponse forget(RateLimitZone zone, long key, AdminRequest request) {
    if (zone.store().countsUntilGivenBack()) {
      throw new ApiException(
          409, zone.config().name() + " counts requests under way (expected: a limit with a rate)");
    }
    LimitState before = zone.store().state(key);
    if (zone.store().forget(key)) {
      String counted = before == null ? "" : ", of which " + before.counted() + " counted,";
      String text = "rate limit " + zone.config().name() + ": a key" + counted + " forgotten by ";
      status.events().add(Event.Kind.ADMIN, null, null, text + request.by());
    }
    return told(zone, key);
  }
}
