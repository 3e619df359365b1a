package io.forebay.testkit;

import io.netty.util.LeakPresenceDetector;

/**
 * Counts what is not released, for {@link LeakExtension}; made by Netty, which is told of it by the
 * system property {@code io.netty.customResourceLeakDetector}. Private keys and sessions of TLS do
 * not count: they live as long as their context, and that one as long as anybody knows it.
 */
public final class LeakDetector<T> extends LeakPresenceDetector<T> {

  private static final ResourceScope OF_CONTEXTS = new ResourceScope("TLS contexts");

  private final boolean ofContext;

  /** As Netty looks for it first. */
  public LeakDetector(Class<?> type, int samplingInterval, long maxActive) {
    this(type, samplingInterval);
  }

  /** As Netty calls it. */
  public LeakDetector(Class<?> type, int samplingInterval) {
    super(type);
    this.ofContext = type.getSimpleName().matches(".*KeyMaterial|NativeSslSession");
  }

  @Override
  protected ResourceScope currentScope() throws AllocationProhibitedException {
    return ofContext ? OF_CONTEXTS : super.currentScope();
  }
}
