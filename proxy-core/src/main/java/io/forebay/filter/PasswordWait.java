package io.forebay.filter;

import io.forebay.exchange.Exchange;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits until its password is verified. Lets go of the request when that ends
 * before, since its password may still be waiting then. Event loop only.
 */
final class PasswordWait {
  private final BasicAuthFilter filter;
  private final EventLoop loop;
  private final String name;
  private @Nullable Exchange exchange;

  PasswordWait(BasicAuthFilter filter, Exchange exchange, String name) {
    this.filter = filter;
    this.loop = exchange.worker().eventLoop();
    this.name = name;
    this.exchange = exchange;
  }

  void begin(CompletableFuture<Boolean> check) {
    check.whenComplete((right, failure) -> loop.execute(() -> onResult(check)));
  }

  private void onResult(CompletableFuture<Boolean> check) {
    Exchange waiting = exchange;
    end();
    if (waiting != null && filter.onResult(waiting, name, BasicAuthFilter.result(check))) {
      waiting.resume();
    }
  }

  /** The request waits no more. */
  void end() {
    exchange = null;
  }
}
