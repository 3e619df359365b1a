package io.forebay.admin.resource;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.runtime.StaleException;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Why servers cannot be changed, joined or removed, as answers. */
final class ServerRefusals {

  private ServerRefusals() {}

  /** Any other failure goes on as it is. */
  static AdminResponse told(Throwable failure, String what) {
    Throwable cause = cause(failure);
    if (cause instanceof InvalidConfigException it) {
      List<String> problems = it.problems().stream().map(ServerRefusals::text).toList();
      return AdminResponse.error(
          422,
          what + ": there cannot be such a server: " + problems.get(0),
          out -> Json.strings(out, "problems", problems));
    }
    if (cause instanceof StaleException) {
      return AdminResponse.error(412, "If-Match: " + cause.getMessage());
    }
    if (cause instanceof IllegalArgumentException) {
      return AdminResponse.error(422, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof IllegalStateException) {
      return AdminResponse.error(409, String.valueOf(cause.getMessage()));
    }
    throw new CompletionException(cause);
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** The body is no file: what it is called and the line say nothing. */
  private static String text(ConfigProblem problem) {
    return problem.path().isEmpty() ? problem.message() : problem.path() + ": " + problem.message();
  }
}
