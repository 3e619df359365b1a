package io.forebay.admin.resource;

import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.yaml.Durations;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import io.forebay.runtime.StaleException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@code backends/{b}/servers/{s}}: a server, and what operators want of it. */
final class ServerResource implements Resource {

  private static final Duration USUAL_WAIT = Duration.ofSeconds(60);

  private final ProxyStatus status;
  private final ControlPlane control;
  private final ServerJson json;

  ServerResource(ProxyStatus status, ControlPlane control) {
    this.status = status;
    this.control = control;
    this.json = new ServerJson(status);
  }

  @Override
  public String allow() {
    return "GET, HEAD, PUT";
  }

  @Override
  public Set<String> query() {
    return Set.of("wait", "timeout");
  }

  @Override
  public boolean takesIfMatch() {
    return true;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    WeightedServer found = Names.server(Names.backend(status, names.get(0)), names.get(1));
    Duration wait = wait(request);
    Server server = found.server();
    if (!request.method().equals("PUT")) {
      return drained(request, server, wait);
    }
    return control
        .change(
            server,
            ServerBody.parse(request.body()),
            it -> Preconditions.mayChange(request, Tags.of(it)),
            request.by())
        .handle(
            (none, failure) ->
                failure == null
                    ? drained(request, server, wait)
                    : Resource.now(refused(server, failure)))
        .thenCompose(it -> it);
  }

  /** Zero for an answer at once. */
  private static Duration wait(AdminRequest request) {
    String wait = request.query().get("wait");
    if (wait != null && !wait.equals("drained")) {
      throw new ApiException(400, "wait: " + wait + " (expected: drained)");
    }
    Duration time = Waiting.time(request.query().get("timeout"), "timeout", USUAL_WAIT);
    return wait == null ? Duration.ZERO : time;
  }

  private CompletableFuture<AdminResponse> drained(
      AdminRequest request, Server server, Duration wait) {
    return Waiting.until(
        () -> server.inFlight() == 0,
        wait,
        request,
        () -> wait.isZero() || server.inFlight() == 0 ? told(now(server)) : late(server, wait));
  }

  private AdminResponse told(WeightedServer weighted) {
    return AdminResponse.json(200, out -> json.write(out, weighted))
        .withField(AdminResponse.ETAG, Tags.of(weighted));
  }

  private AdminResponse late(Server server, Duration wait) {
    String message =
        "%s: %d requests are still in flight after %s"
            .formatted(server, server.inFlight(), Durations.text(wait));
    return withServer(504, message, now(server));
  }

  private AdminResponse withServer(int status, String message, WeightedServer weighted) {
    return AdminResponse.error(
        status,
        message,
        out -> {
          out.writeObjectFieldStart("server");
          json.write(out, weighted);
          out.writeEndObject();
        });
  }

  /** A reload may have given it another weight since, or have removed it. */
  private WeightedServer now(Server server) {
    return status.backends().stream()
        .flatMap(it -> it.servers().stream())
        .filter(it -> it.server() == server)
        .findFirst()
        .orElseGet(() -> new WeightedServer(server, 0));
  }

  private AdminResponse refused(Server server, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof StaleException) {
      WeightedServer weighted = now(server);
      return withServer(412, "If-Match: " + cause.getMessage(), weighted)
          .withField(AdminResponse.ETAG, Tags.of(weighted));
    }
    if (cause instanceof IllegalArgumentException) {
      return AdminResponse.error(422, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof IllegalStateException) {
      return AdminResponse.error(409, String.valueOf(cause.getMessage()));
    }
    throw new CompletionException(cause);
  }
}
