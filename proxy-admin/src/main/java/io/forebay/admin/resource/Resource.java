package io.forebay.admin.resource;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Something under {@code /api/v1}. Any thread. */
interface Resource {

  /** The methods that it has. */
  default String allow() {
    return "GET, HEAD";
  }

  /**
   * Answers a request of one of these methods.
   *
   * @param names the parts of the path that stand for the braces of its template, decoded
   */
  CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names);

  /** An answer that is there. */
  static CompletableFuture<AdminResponse> now(AdminResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
