package io.forebay.admin;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.config.AdminConfig;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thing that an admin listener answers. Admin event loop only. */
interface Endpoint {

  /** Tells by itself which methods it has. */
  String ANY_METHOD = "*";

  /** Enough for what nobody reads. */
  int NO_BODY_BYTES = 1024;

  /** Where it is under {@code config}; null where it is not served. */
  @Nullable String path(AdminConfig config);

  /** Whether {@code path} is its own, where it is served at {@code served}. */
  default boolean isAt(String served, String path) {
    return path.equals(served);
  }

  /** Its methods, or {@link #ANY_METHOD}. */
  default String allow() {
    return "GET, HEAD";
  }

  /** Whether it is for those only who may see it, and changed by those who may change things. */
  default boolean isGuarded() {
    return false;
  }

  /** The largest body that is taken. */
  default int maxBody() {
    return NO_BODY_BYTES;
  }

  /** An answer in the place of its own, in its form. */
  default AdminResponse refusal(int status, String reason) {
    return AdminResponse.text(status, reason);
  }

  /**
   * Answers a request of one of its methods.
   *
   * @param config of the listener that took it
   * @return completed, or completed later by another thread
   */
  CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request);

  /** One that answers at once, at one path. */
  static Endpoint of(
      Function<AdminConfig, @Nullable String> path, Function<AdminConfig, AdminResponse> answer) {
    return new Endpoint() {
      @Override
      public @Nullable String path(AdminConfig config) {
        return path.apply(config);
      }

      @Override
      public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
        return CompletableFuture.completedFuture(answer.apply(config));
      }
    };
  }
}
