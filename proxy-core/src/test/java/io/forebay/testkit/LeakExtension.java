package io.forebay.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer unreleased, on whatever thread it was allocated. Use as
 * {@code @ExtendWith(LeakExtension.class)}, before other extensions: it then looks last, when the
 * class's {@code @AfterAll} methods and the other extensions have shut everything down.
 *
 * <p>The JVM must run with {@code
 * -Dio.netty.customResourceLeakDetector=io.forebay.testkit.LeakDetector}, else every class that
 * uses this fails. The detector counts each resource of the whole JVM: classes that use it must not
 * run in parallel, and a buffer kept in a static field must be made inside {@link
 * LeakPresenceDetector#staticInitializer} or the class that happens to load it is blamed. Heap
 * buffers of {@code Unpooled} are not counted, since their allocator does not track them.
 *
 * <p>To see where leaked buffers came from, add {@code
 * -Dio.netty.util.LeakPresenceDetector.trackCreationStack=true}.
 */
public final class LeakExtension implements BeforeAllCallback, AfterAllCallback {
  /*
   * LeakPresenceDetector.check() zeroes the count as it looks, so a second look would miss the leak
   * and a late release would drive the count below zero. Hence: poll the scope, which changes
   * nothing, and check once, when it is empty or the time is up. The one check also starts the next
   * class at zero.
   */
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Detector detector;
  private final long waitNanos;

  public LeakExtension() {
    this(WAIT_NANOS);
  }

  LeakExtension(long waitNanos) {
    this(new GlobalDetector(), waitNanos);
  }

  LeakExtension(Detector detector, long waitNanos) {
    this.detector = detector;
    this.waitNanos = waitNanos;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isNested(context)) {
      return;
    }
    if (detector.isInstalled()) {
      check("Before " + context.getDisplayName() + ", left by a class without LeakExtension: ");
    }
    if (!detector.counts()) {
      throw new IllegalStateException(
          "io.netty.customResourceLeakDetector: not in effect (expected: "
              + LeakDetector.class.getName()
              + ", as a system property of the JVM)");
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!isNested(context) && detector.isInstalled()) {
      check("Left by " + context.getDisplayName() + ": ");
    }
  }

  /** What the outer class still holds is not a leak of the inner one. */
  private static boolean isNested(ExtensionContext context) {
    return !context.getEnclosingTestClasses().isEmpty();
  }

  private void check(String when) {
    awaitReleases();
    try {
      detector.check();
    } catch (IllegalStateException e) {
      throw new AssertionError(when + e.getMessage(), e);
    }
  }

  /** Event loops release on their own threads, a little after the test is done. */
  private void awaitReleases() {
    long start = System.nanoTime();
    while (detector.hasOpenResources() && System.nanoTime() - start < waitNanos) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The part of {@link LeakPresenceDetector} that a test of this class replaces. */
  interface Detector {
    boolean isInstalled();

    /** Whether buffers really go through it. Called when nothing is outstanding. */
    boolean counts();

    boolean hasOpenResources();

    /** Zeroes the count; throws IllegalStateException if it was not zero. */
    void check();
  }

  private static final class GlobalDetector implements Detector {
    private final LeakPresenceDetector.ResourceScope scope = new ScopeAccess().scope();

    @Override
    public boolean isInstalled() {
      return ResourceLeakDetectorFactory.instance().newResourceLeakDetector(Object.class)
          instanceof LeakPresenceDetector;
    }

    /** Netty picks the detector when its buffer classes load, so only a real buffer can tell. */
    @Override
    public boolean counts() {
      ByteBuf probe = PooledByteBufAllocator.DEFAULT.directBuffer(1);
      try {
        return hasOpenResources();
      } finally {
        probe.release();
      }
    }

    @Override
    public boolean hasOpenResources() {
      return scope.hasOpenResources();
    }

    @Override
    public void check() {
      LeakPresenceDetector.check();
    }
  }

  /** Reaches the scope that the detector of the JVM counts in. */
  private static final class ScopeAccess extends LeakPresenceDetector<Object> {
    ScopeAccess() {
      super(Object.class);
    }

    ResourceScope scope() {
      return currentScope();
    }
  }
}
