package io.forebay.admin.resource;

import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.runtime.ControlPlane;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code DELETE backends/{b}/servers/{s}}: has a server leave. */
final class ServerRemoval {

  /** Beyond the time that what is in flight has: closing connections is a matter of moments. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final ControlPlane control;
  private final Function<Server, AdminResponse> leaving;

  /**
   * @param leaving tells of a server that is not gone yet
   */
  ServerRemoval(ControlPlane control, Function<Server, AdminResponse> leaving) {
    this.control = control;
    this.leaving = leaving;
  }

  CompletableFuture<AdminResponse> answer(AdminRequest request, WeightedServer found) {
    Server server = found.server();
    Duration timeout = timeout(request);
    boolean waits = waits(request);
    return control
        .remove(server, timeout, it -> Preconditions.mayChange(request, Tags.of(it)), request.by())
        .thenCompose(gone -> told(server, gone, waits || server.inFlight() == 0))
        .exceptionally(failure -> ServerRefusals.told(failure, server.toString()));
  }

  private CompletableFuture<AdminResponse> told(
      Server server, CompletableFuture<Void> gone, boolean waits) {
    if (!waits) {
      return Resource.now(leaving.apply(server));
    }
    return gone.copy()
        .orTimeout(LONGEST.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (none, failure) -> {
              if (failure == null) {
                return new AdminResponse(204, "application/json", new byte[0]);
              }
              return ServerRefusals.cause(failure) instanceof TimeoutException
                  ? leaving.apply(server)
                  : ServerRefusals.told(failure, server.toString());
            });
  }

  /** Null for the usual. */
  private static @Nullable Duration timeout(AdminRequest request) {
    String force = request.query().get("force");
    String text = request.query().get("timeout");
    if (force != null && !force.equals("true") && !force.equals("false")) {
      throw new ApiException(400, "force: " + force + " (expected: true or false)");
    }
    if ("true".equals(force)) {
      if (text != null) {
        throw new ApiException(400, "timeout with force=true (expected: one of the two)");
      }
      return Duration.ZERO;
    }
    return text == null ? null : Waiting.time(text, "timeout", LONGEST);
  }

  private static boolean waits(AdminRequest request) {
    String wait = request.query().get("wait");
    if (wait != null && !wait.equals("drained")) {
      throw new ApiException(400, "wait: " + wait + " (expected: drained)");
    }
    return wait != null;
  }
}
