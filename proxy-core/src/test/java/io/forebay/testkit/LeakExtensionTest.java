package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtensionContext;

class LeakExtensionTest {
  private static final long SHORT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ScopedDetector detector = new ScopedDetector();
  private final ExtensionContext context = context("SomeTest", List.of());

  @Test
  void nothingLeft_passes() {
    var extension = new LeakExtension(detector, SHORT_WAIT_NANOS);
    extension.beforeAll(context);
    detector.track("buffer").close("buffer");

    assertThatCode(() -> extension.afterAll(context)).doesNotThrowAnyException();
  }

  @Test
  void bufferLeft_failsWithNameOfClass() {
    var extension = new LeakExtension(detector, SHORT_WAIT_NANOS);
    extension.beforeAll(context);
    detector.track("buffer");

    assertThatThrownBy(() -> extension.afterAll(context))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Left by SomeTest: Possible memory leak");
  }

  @Test
  void bufferLeftByEarlierClass_failsBeforeTheTests() {
    detector.track("buffer");

    assertThatThrownBy(() -> new LeakExtension(detector, SHORT_WAIT_NANOS).beforeAll(context))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("left by a class without LeakExtension");
  }

  @Test
  void bufferReleasedLateOnAnotherThread_passes() {
    var extension = new LeakExtension(detector, TimeUnit.SECONDS.toNanos(30));
    extension.beforeAll(context);
    ResourceLeakTracker<Object> tracker = detector.track("buffer");
    var later = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
    var release = CompletableFuture.runAsync(() -> tracker.close("buffer"), later);

    assertThatCode(() -> extension.afterAll(context)).doesNotThrowAnyException();
    release.join();
  }

  @Test
  void nestedClass_isLeftToTheOuterOne() {
    var extension = new LeakExtension(detector, SHORT_WAIT_NANOS);
    ResourceLeakTracker<Object> heldByOuter = detector.track("buffer");

    assertThatCode(() -> extension.afterAll(context("Inner", List.of(LeakExtensionTest.class))))
        .doesNotThrowAnyException();
    heldByOuter.close("buffer");
  }

  @Test
  void detectorNotInEffect_failsAndNamesTheProperty() {
    detector.installed = false;

    assertThatThrownBy(() -> new LeakExtension(detector, SHORT_WAIT_NANOS).beforeAll(context))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("io.netty.customResourceLeakDetector")
        .hasMessageContaining("io.forebay.testkit.LeakDetector");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "io.netty.customResourceLeakDetector",
      matches = "io\\.forebay\\.testkit\\.LeakDetector")
  void realBufferLeft_fails() {
    var extension = new LeakExtension(SHORT_WAIT_NANOS);
    extension.beforeAll(context);
    ByteBuf leaked = PooledByteBufAllocator.DEFAULT.directBuffer(16);
    try {
      assertThatThrownBy(() -> extension.afterAll(context))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Possible memory leak");
    } finally {
      leaked.release();
      resetCount();
    }
  }

  /** The failed check zeroed the count, so the release above made it negative. */
  private static void resetCount() {
    assertThatThrownBy(LeakPresenceDetector::check).hasMessageContaining("negative");
  }

  private static ExtensionContext context(String name, List<Class<?>> enclosing) {
    return (ExtensionContext)
        Proxy.newProxyInstance(
            ExtensionContext.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getDisplayName" -> name;
                  case "getEnclosingTestClasses" -> enclosing;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** The real detector over a scope of its own, so that other tests' buffers do not count. */
  private static final class ScopedDetector implements LeakExtension.Detector {
    private LeakPresenceDetector.ResourceScope scope =
        new LeakPresenceDetector.ResourceScope("test");
    private boolean installed = true;

    ResourceLeakTracker<Object> track(Object resource) {
      return new LeakPresenceDetector<>(Object.class) {
        @Override
        protected ResourceScope currentScope() {
          return scope;
        }
      }.track(resource);
    }

    @Override
    public boolean isInstalled() {
      return installed;
    }

    @Override
    public boolean counts() {
      return installed;
    }

    @Override
    public boolean hasOpenResources() {
      return scope.hasOpenResources();
    }

    /** Closing is the public way to check a scope that is not the global one. */
    @Override
    public void check() {
      LeakPresenceDetector.ResourceScope checked = scope;
      scope = new LeakPresenceDetector.ResourceScope("test");
      checked.close();
    }
  }
}
