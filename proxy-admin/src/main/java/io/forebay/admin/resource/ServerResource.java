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

/** {@code backends/{b}/servers/{s}}: a server, and what operators want of it. */
final class ServerResource implements Resource {

  private static final Duration USUAL_WAIT = Duration.ofSeconds(60);

  private final ProxyStatus status;
  private final ControlPlane control;
  private final ServerJson json;
  private final ServerRemoval removal;

  ServerResource(ProxyStatus status, ControlPlane control) {
    this.status = status;
    this.control = control;
    this.json = new ServerJson(status, control);
    this.removal = new ServerRemoval(control, this::leaving);
  }

  @Override
  public String allow() {
    return "GET, HEAD, PUT, DELETE";
  }

  @Override
  public Set<String> query() {
    return Set.of("wait", "timeout", "force");
  }

  @Override
  public boolean takesIfMatch() {
    return true;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    WeightedServer found = Names.server(Names.backend(status, names.get(0)), names.get(1));
    if (request.method().equals("DELETE")) {
      return removal.answer(request, found);
    }
    if (request.query().containsKey("force")) {
      throw new ApiException(400, "force (expected: with DELETE only)");
    }
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
        () ->
            wait.isZero() || server.inFlight() == 0
                ? told(Names.now(status, server))
                : late(server, wait));
  }

  private AdminResponse told(WeightedServer weighted) {
    return AdminResponse.json(200, out -> json.write(out, weighted))
        .withField(AdminResponse.ETAG, Tags.of(weighted));
  }

  private AdminResponse leaving(Server server) {
    return AdminResponse.json(202, out -> json.write(out, Names.now(status, server)));
  }

  private AdminResponse late(Server server, Duration wait) {
    String message =
        "%s: %d requests are still in flight after %s"
            .formatted(server, server.inFlight(), Durations.text(wait));
    return withServer(504, message, Names.now(status, server));
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

  private AdminResponse refused(Server server, Throwable failure) {
    Throwable cause = ServerRefusals.cause(failure);
    if (cause instanceof StaleException) {
      WeightedServer weighted = Names.now(status, server);
      return withServer(412, "If-Match: " + cause.getMessage(), weighted)
          .withField(AdminResponse.ETAG, Tags.of(weighted));
    }
    return ServerRefusals.told(failure, server.toString());
  }
}
