package io.forebay.health;

import io.forebay.config.HttpCheckConfig;
import org.jspecify.annotations.Nullable;

/** Judges the answers to a check. */
final class HttpVerdict {

  private final HttpCheckConfig config;
  private final @Nullable ExpectedBody body;

  HttpVerdict(HttpCheckConfig config) {
    this.config = config;
    this.body = config.expectBody() == null ? null : new ExpectedBody(config.expectBody());
  }

  /** Whether more than the head can count. */
  boolean needsBody() {
    return body != null;
  }

  /** What a final head says; null where the body decides. */
  @Nullable ProbeResult ofHead(int status) {
    boolean expected = config.expectStatus().stream().anyMatch(it -> it.contains(status));
    if (expected && body != null) {
      return null;
    }
    return config.roleCheck() && status == HttpCheckConfig.OTHER_ROLE
        ? ProbeResult.otherRole("check answered 503")
        : new ProbeResult(expected, "check answered " + status);
  }

  /** What the body behind a head says that is as expected. */
  ProbeResult ofBody(int status, String text) {
    String problem = body == null ? null : body.problem(text);
    String answered = "check answered " + status;
    return problem == null
        ? ProbeResult.success(answered)
        : ProbeResult.failure(answered + ", " + problem);
  }
}
