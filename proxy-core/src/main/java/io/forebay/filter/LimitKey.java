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

  /** How a part is found in a request, and of its value alone. */
  private record Part(ToLongFunction<Exchange> ofRequest, ToLongFunction<String> ofValue) {}

  private final List<Part> key;
  private final List<Part> fallback;
  private final KeyedHash64 hash;

  LimitKey(RateLimitZone zone) {
    hash = zone.hash();
    key = parts(zone.config().key());
    fallback = parts(zone.config().fallbackKey());
  }

  private List<Part> parts(List<LimitKeyPart> config) {
    return config.stream().map(this::part).toList();
  }

  private Part part(LimitKeyPart part) {
    if (part.ofRequest() != null) {
      RequestHash found = new RequestHash(part.ofRequest(), hash::of);
      return new Part(found::of, found::of);
    }
    return part.kind() == LimitKeyPart.Kind.ROUTE
        ? new Part(exchange -> of(exchange.plan().label()), this::of)
        : new Part(exchange -> of(exchange.listener().name()), this::of);
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

  private @Nullable Long of(Exchange exchange, List<Part> parts, long start) {
    long all = start;
    for (int i = 0; i < parts.size(); i++) {
      long part = parts.get(i).ofRequest().applyAsLong(exchange);
      if (part == MISSING) {
        return null;
      }
      all = hash.of(all, part);
    }
    return all;
  }

  /** That of a request with {@code values}, as many as there are parts; null if one cannot be. */
  @Nullable Long of(List<String> values, boolean ofFallback) {
    List<Part> parts = ofFallback ? fallback : key;
    long all = ofFallback ? OF_FALLBACK : OF_KEY;
    for (int i = 0; i < parts.size(); i++) {
      long part = parts.get(i).ofValue().applyAsLong(values.get(i));
      if (part == MISSING) {
        return null;
      }
      all = hash.of(all, part);
    }
    return all;
  }
}
