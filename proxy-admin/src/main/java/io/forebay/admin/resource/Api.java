package io.forebay.admin.resource;

import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Everything under {@code /api/v1}: JSON for operators and their tools. Any thread. */
public final class Api {

  /** What all paths begin with. */
  public static final String ROOT = "/api/v1";

  /** So much of a body is taken. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  private static final String JSON = "application/json";

  private final Map<String, Resource> resources = new LinkedHashMap<>();

  /**
   * @param about what runs, for {@code status}
   */
  public Api(ProxyStatus status, ControlPlane control, About about) {
    resources.put("status", new StatusResource(status, control, about));
    resources.put("backends", new BackendsResource(status));
    resources.put("backends/{b}", new BackendResource(status));
    resources.put("backends/{b}/servers/{s}", new ServerResource(status, control));
    resources.put("reload", new ReloadResource(control));
    resources.put("events", new EventsResource(status));
  }

  /** Whether {@code path} is here, or would be. */
  public static boolean isHere(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /** Answers one request; any failure that can be told is an answer. */
  public CompletableFuture<AdminResponse> answer(AdminRequest request) {
    try {
      return find(request);
    } catch (ApiException e) {
      return Resource.now(AdminResponse.error(e.status(), String.valueOf(e.getMessage())));
    }
  }

  private CompletableFuture<AdminResponse> find(AdminRequest request) {
    List<String> parts = Arrays.asList(request.path().substring(ROOT.length()).split("/", -1));
    for (Map.Entry<String, Resource> entry : resources.entrySet()) {
      List<String> names = names(("/" + entry.getKey()).split("/", -1), parts);
      if (names != null) {
        return ask(entry.getValue(), request, names);
      }
    }
    throw new ApiException(
        404,
        request.path()
            + ": not here (expected: "
            + ROOT
            + "/"
            + String.join(", ", resources.keySet())
            + ")");
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
    String method = request.method();
    if (!List.of(resource.allow().split(", ")).contains(method)) {
      String message = method + " " + request.path() + " (expected: " + resource.allow() + ")";
      return Resource.now(AdminResponse.error(405, message, resource.allow()));
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      requireRole(request);
      OwnPages.require(request);
      requireJson(request);
    }
    return resource.answer(request, names);
  }

  private static void requireRole(AdminRequest request) {
    if (!request.caller().mayWrite()) {
      throw new ApiException(403, request.caller().name() + " may not change anything here");
    }
  }

  private static void requireJson(AdminRequest request) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    String bare = type == null ? "" : type.split(";", 2)[0].trim();
    if (request.body().length > 0 && !bare.equalsIgnoreCase(JSON)) {
      throw new ApiException(415, "Content-Type: " + type + " (expected: " + JSON + ")");
    }
  }
}
