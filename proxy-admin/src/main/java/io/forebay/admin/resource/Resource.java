package io.forebay.admin.resource;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Something under {@code /api/v1}. Any thread. */
interface Resource {

  /** The methods that it has. */
  default String allow() {
    return "GET, HEAD";
  }

  /** The same, one by one. */
  default List<String> methods() {
    return List.of(allow().split(", "));
  }

  /** The parameters that its queries may have; a request with another one is refused. */
  default Set<String> query() {
    return Set.of();
  }

  /** The types that bodies may have. */
  default List<String> bodyTypes() {
    return List.of("application/json");
  }

  /** Whether its changes look at {@code If-Match}; a change that has one is refused else. */
  default boolean takesIfMatch() {
    return false;
  }

  /**
   * Answers a request of one of these methods. A failure with an {@link ApiException}, here or in
   * the future, is told to the client.
   *
   * @param names the parts of the path that stand for the braces of its template, decoded
   */
  CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names);

  /** An answer that is there. */
  static CompletableFuture<AdminResponse> now(AdminResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
