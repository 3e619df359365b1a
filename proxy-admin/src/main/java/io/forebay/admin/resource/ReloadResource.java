package io.forebay.admin.resource;

import io.forebay.observe.ReloadResult;
import io.forebay.runtime.ControlPlane;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@code reload}: has the configuration read again. */
final class ReloadResource implements Resource {

  private final ControlPlane control;

  ReloadResource(ControlPlane control) {
    this.control = control;
  }

  @Override
  public String allow() {
    return "POST";
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    return control
        .reload(request.by())
        .thenApply(ReloadResource::told)
        .exceptionally(ReloadResource::refused);
  }

  private static AdminResponse told(ReloadResult result) {
    return result.successful()
        ? AdminResponse.json(200, out -> ReloadJson.write(out, result))
        : AdminResponse.error(
            422, "the reload failed, nothing has changed", out -> ReloadJson.write(out, result));
  }

  private static AdminResponse refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IllegalStateException) {
      return AdminResponse.error(409, String.valueOf(cause.getMessage()));
    }
    throw new CompletionException(cause);
  }
}
