package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.limit.RateLimitZone;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** {@code rate-limits}: every zone, and what has become of requests under it. */
final class RateLimitsResource implements Resource {

  private final ProxyStatus status;

  RateLimitsResource(ProxyStatus status) {
    this.status = status;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    return Resource.now(
        AdminResponse.json(
            200,
            out -> {
              out.writeArrayFieldStart("rate_limits");
              for (RateLimitZone zone : status.rateLimits()) {
                out.writeStartObject();
                write(out, zone);
                out.writeEndObject();
              }
              out.writeEndArray();
            }));
  }

  /** The members of one. */
  static void write(JsonGenerator out, RateLimitZone zone) throws IOException {
    RateLimitZoneConfig config = zone.config();
    out.writeStringField("name", config.name());
    Json.strings(out, "key", config.key().stream().map(Object::toString).toList());
    Json.strings(out, "fallback_key", config.fallbackKey().stream().map(Object::toString).toList());
    Json.text(out, "rate", config.rate() == null ? null : config.rate().toString());
    Json.text(
        out,
        "algorithm",
        config.algorithm() == null ? null : config.algorithm().name().toLowerCase(Locale.ROOT));
    if (config.concurrency() > 0) {
      out.writeNumberField("concurrency", config.concurrency());
    }
    if (config.maxKeys() != null) {
      out.writeNumberField("max_keys", config.maxKeys());
    }
    out.writeNumberField("keys", zone.store().keys());
    out.writeNumberField("refused", zone.counts().refused.sum());
    out.writeNumberField("delayed", zone.counts().delayed.sum());
    out.writeNumberField("dry_run", zone.counts().dryRun.sum());
  }
}
