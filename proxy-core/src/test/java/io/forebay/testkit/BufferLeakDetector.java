package io.forebay.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector;

/**
 * Counts buffers for {@link LeakExtension} and nothing else: for modules whose classes use contexts
 * of BoringSSL, which the garbage collector frees some time after the test that made them.
 */
public final class BufferLeakDetector<T> extends LeakPresenceDetector<T> {

  private static final ResourceScope OTHERS = new ResourceScope("what is no buffer");

  private final boolean counted;

  /** Made by Netty, for each class of resources. */
  public BufferLeakDetector(Class<?> resource, int samplingInterval) {
    super(resource);
    this.counted = resource == Object.class || ByteBuf.class.isAssignableFrom(resource);
  }

  /** Made by Netty, for each class of resources. */
  public BufferLeakDetector(Class<?> resource, int samplingInterval, long maxActive) {
    this(resource, samplingInterval);
  }

  @Override
  protected ResourceScope currentScope() {
    return counted ? super.currentScope() : OTHERS;
  }
}
