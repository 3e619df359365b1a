package io.forebay.config.yaml;

import io.forebay.config.PolicyConfig;

/**
 * The keys of {@link PolicyConfig}, which stand in {@code defaults}, in listeners, in virtual hosts
 * and in routes.
 */
final class PolicySection {
  private PolicySection() {}

  static PolicyConfig read(MapReader owner, References references) {
    return new PolicyConfig(
        new RateLimitSection(references).read(owner),
        AccessSection.read(owner),
        BasicAuthSection.read(owner),
        CompressionSection.read(owner),
        BufferingSection.read(owner),
        StickySection.read(owner),
        RequestIdSection.read(owner),
        RequestIdSection.trace(owner),
        ResponseRewriteSection.read(owner),
        MaintenanceSection.read(owner));
  }
}
