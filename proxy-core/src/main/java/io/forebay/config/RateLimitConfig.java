package io.forebay.config;

import java.util.List;

/**
 * How often clients may ask. What is said further in replaces all of it.
 *
 * @param uses limits that a request has to pass, all of them; empty for none
 */
public record RateLimitConfig(List<RateLimitUseConfig> uses) {

  public RateLimitConfig {
    uses = List.copyOf(uses);
    long zones = uses.stream().map(RateLimitUseConfig::zone).distinct().count();
    Checks.require(zones == uses.size(), "rate_limit", uses, "each zone once");
  }
}
