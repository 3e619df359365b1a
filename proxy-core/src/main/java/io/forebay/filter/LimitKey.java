package io.forebay.filter;

import io.forebay.backend.LoadBalancer;
import io.forebay.config.LimitKeyPart;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.RequestHash;
import io.forebay.limit.RateLimitZone;
import io.forebay.util.Ascii;
import io.forebay.util.KeyedHash64;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The key of a request in a zone. Immutable; any event loop. */
final class LimitKey {

  /** What no part hashes to. */
  private static final long MISSING = LoadBalancer.NO_KEY;

  /** Keys by the fallback are others than those that have the same value by the key itself. */
  private static final long OF_KEY = 1;

  private static final long OF_FALLBACK = 2;

  private final List<ToLongFunction<Exchange>> key;
  private final List<ToLongFunction<Exchange>> fallback;
  private final KeyedHash64 hash;

  LimitKey(RateLimitZone zone) {
    hash = zone.hash();
    key = parts(zone.config().key());
    fallback = parts(zone.config().fallbackKey());
  }

  private List<ToLongFunction<Exchange>> parts(List<LimitKeyPart> config) {
    return config.stream().map(this::part).toList();
  }

  private ToLongFunction<Exchange> part(LimitKeyPart part) {
    if (part.ofRequest() != null) {
      return new RequestHash(part.ofRequest(), hash::of)::of;
    }
    return part.kind() == LimitKeyPart.Kind.ROUTE
        ? exchange -> of(exchange.plan().label())
        : exchange -> of(exchange.listener().name());
  }

  private long of(String name) {
    byte[] bytes = Ascii.bytes(name);
    return hash.of(bytes, 0, bytes.length);
  }

  /** Null where a part is missing, also of the fallback: the request is not limited. */
  @Nullable Long of(Exchange exchange) {
    Long found = of(exchange, key, OF_KEY);
    return found != null || fallback.isEmpty() ? found : of(exchange, fallback, OF_FALLBACK);
  }

  private @Nullable Long of(Exchange exchange, List<ToLongFunction<Exchange>> parts, long start) {
    long all = start;
    for (int i = 0; i < parts.size(); i++) {
      long part = parts.get(i).applyAsLong(exchange);
      if (part == MISSING) {
        return null;
      }
      all = hash.of(all, part);
    }
    return all;
  }
}
