package io.forebay.admin.resource;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code backends/{b}/servers}: the servers of a backend, and how one joins them. */
final class ServersResource implements Resource {

  private final ProxyStatus status;
  private final ControlPlane control;
  private final ServerJson json;
  private final AdminWorker worker;

  ServersResource(ProxyStatus status, ControlPlane control, AdminWorker worker) {
    this.status = status;
    this.control = control;
    this.json = new ServerJson(status, control);
    this.worker = worker;
  }

  @Override
  public String allow() {
    return "GET, HEAD, POST";
  }

  @Override
  public boolean takesIfMatch() {
    return true;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Backend backend = Names.backend(status, names.get(0));
    if (!request.method().equals("POST")) {
      return worker.answer(() -> all(backend));
    }
    return control
        .add(
            backend.name(),
            NewServerBody.parse(request.body()),
            it -> Preconditions.mayChange(request, Tags.of(it)),
            request.by())
        .handle(
            (server, failure) ->
                failure == null ? joined(server) : ServerRefusals.told(failure, backend.name()));
  }

  private AdminResponse all(Backend backend) {
    return AdminResponse.json(200, out -> json.writeAll(out, backend))
        .withField(AdminResponse.ETAG, Tags.of(backend));
  }

  private AdminResponse joined(Server server) {
    WeightedServer now = Names.now(status, server);
    String name = URLEncoder.encode(server.name(), StandardCharsets.UTF_8).replace("+", "%20");
    String backend =
        URLEncoder.encode(server.backendName(), StandardCharsets.UTF_8).replace("+", "%20");
    return AdminResponse.json(201, out -> json.write(out, now))
        .withField("Location", Api.ROOT + "/backends/" + backend + "/servers/" + name)
        .withField(AdminResponse.ETAG, Tags.of(now));
  }
}
