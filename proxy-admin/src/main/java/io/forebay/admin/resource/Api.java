package io.forebay.admin.resource;

import io.forebay.admin.stats.StatisticsSource;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Everything under {@code /api/v1}: JSON for operators and their tools. Any thread. */
public final class Api {

  /** What all paths begin with. */
  public static final String ROOT = "/api/v1";

  /** So much of a body is taken. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  private final Map<String, Resource> resources = new LinkedHashMap<>();

  /**
   * @param about what runs, for {@code status}
   * @param worker for answers that take long to be made
   */
  public Api(
      ProxyStatus status,
      ControlPlane control,
      StatisticsSource statistics,
      About about,
      AdminWorker worker) {
    resources.put("", new IndexResource(resources));
    resources.put("status", new StatusResource(status, control, about));
    resources.put("statistics", new StatisticsResource(status, statistics, worker));
    resources.put("listeners", new ListenersResource(status, worker));
    resources.put("listeners/{listener}", new ListenerResource(status, worker));
    resources.put("routes", new RoutesResource(status, worker));
    resources.put("certificates", new CertificatesResource(status, worker));
    resources.put("backends", new BackendsResource(status, control, worker));
    resources.put("backends/{backend}", new BackendResource(status, control, worker));
    resources.put("backends/{backend}/servers", new ServersResource(status, control, worker));
    resources.put("backends/{backend}/servers/{server}", new ServerResource(status, control));
    resources.put("config", new ConfigResource(status, control, worker));
    resources.put("reload", new ReloadResource(control));
    resources.put("diff", new DiffResource(control));
    resources.put("events", new EventsResource(status));
    resources.put("rate-limits", new RateLimitsResource(status));
    resources.put("rate-limits/{zone}", new RateLimitResource(status));
    resources.put("sessions", new SessionsResource(status, worker));
    resources.put("requests", new RequestsResource(status));
    resources.put("rejected", new RejectedResource(status, worker));
    resources.put("openapi.json", new OpenApiResource(worker));
  }

  /** The path of a resource by its template. */
  static String path(String template) {
    return template.isEmpty() ? ROOT : ROOT + "/" + template;
  }

  /** Everything that there is, by the template of its path. */
  Map<String, Resource> resources() {
    return resources;
  }

  /** Whether {@code path} is here, or would be. */
  public static boolean isHere(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /** Answers one request; any failure that can be told is an answer. */
  public CompletableFuture<AdminResponse> answer(AdminRequest request) {
    try {
      return find(request).handle((response, failure) -> told(request, response, failure));
    } catch (ApiException e) {
      return Resource.now(refused(e));
    }
  }

  private static AdminResponse told(
      AdminRequest request, @Nullable AdminResponse response, @Nullable Throwable failure) {
    if (response != null) {
      return isKnown(request, response) ? response.notModified() : response;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ApiException it) {
      return refused(it);
    }
    throw new CompletionException(cause);
  }

  private static boolean isKnown(AdminRequest request, AdminResponse response) {
    String tag = response.fields().get(AdminResponse.ETAG);
    return tag != null
        && response.status() == 200
        && Admission.isReading(request)
        && Preconditions.isKnown(request, tag);
  }

  private static AdminResponse refused(ApiException failure) {
    return AdminResponse.error(failure.status(), String.valueOf(failure.getMessage()));
  }

  private CompletableFuture<AdminResponse> find(AdminRequest request) {
    List<String> parts = Arrays.asList(request.path().split("/", -1));
    for (Map.Entry<String, Resource> entry : resources.entrySet()) {
      List<String> names = names(path(entry.getKey()).split("/", -1), parts);
      if (names != null) {
        return ask(entry.getValue(), request, names);
      }
    }
    List<String> paths = resources.keySet().stream().map(Api::path).toList();
    throw new ApiException(
        404, request.path() + ": not here (expected: " + Names.choice(request.path(), paths) + ")");
  }

  /** What stands for the braces of {@code template}; null where the path is another one. */
  private static @Nullable List<String> names(String[] template, List<String> path) {
    if (template.length != path.size()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < template.length; i++) {
      if (template[i].startsWith("{")) {
        names.add(decoded(path.get(i)));
      } else if (!template[i].equals(path.get(i))) {
        return null;
      }
    }
    return names;
  }

  private static String decoded(String part) {
    try {
      return QueryStringDecoder.decodeComponent(part.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, part + ": no percent-encoding (expected: such as %2F)");
    }
  }

  private static CompletableFuture<AdminResponse> ask(
      Resource resource, AdminRequest request, List<String> names) {
    if (!resource.methods().contains(request.method())) {
      String message =
          "%s %s (expected: %s)".formatted(request.method(), request.path(), resource.allow());
      return Resource.now(
          AdminResponse.error(405, message).withField(AdminResponse.ALLOW, resource.allow()));
    }
    Admission.require(resource, request);
    return resource.answer(request, names);
  }
}
