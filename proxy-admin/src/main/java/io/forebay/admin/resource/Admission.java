package io.forebay.admin.resource;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a request must be before a resource sees it; each fails with an {@link ApiException}. */
final class Admission {

  private Admission() {}

  /** All of it, of a request whose method {@code resource} has. */
  static void require(Resource resource, AdminRequest request) {
    requireKnownQuery(resource, request);
    Preconditions.requireReadable(request);
    if (!isReading(request)) {
      requireRole(request);
      OwnPages.require(request);
      requireType(resource, request);
      requireNoOtherState(resource, request);
    }
  }

  /** Whether it must not change anything. */
  static boolean isReading(AdminRequest request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  /** Else somebody who has mistyped one would get what he has not asked for. */
  private static void requireKnownQuery(Resource resource, AdminRequest request) {
    Set<String> known = resource.query();
    for (String name : new TreeSet<>(request.query().keySet())) {
      if (!known.contains(name)) {
        String expected =
            known.isEmpty() ? "none here" : Names.choice(name, List.copyOf(new TreeSet<>(known)));
        throw new ApiException(
            400, "query: " + name + ": unknown parameter (expected: " + expected + ")");
      }
    }
  }

  private static void requireRole(AdminRequest request) {
    if (!request.caller().mayWrite()) {
      throw new ApiException(403, request.caller().name() + " may not change anything here");
    }
  }

  private static void requireType(Resource resource, AdminRequest request) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    String bare = type == null ? "" : type.split(";", 2)[0].trim();
    List<String> taken = resource.bodyTypes();
    if (request.body().length > 0 && taken.stream().noneMatch(bare::equalsIgnoreCase)) {
      throw new ApiException(
          415, "Content-Type: " + type + " (expected: " + String.join(", ", taken) + ")");
    }
  }

  /** Who says which state he has seen must not be served as if he had not. */
  private static void requireNoOtherState(Resource resource, AdminRequest request) {
    if (Preconditions.hasIfMatch(request) && !resource.takesIfMatch()) {
      throw new ApiException(412, "If-Match: " + request.path() + " has no ETag");
    }
  }
}
