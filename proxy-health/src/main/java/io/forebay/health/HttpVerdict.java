package io.forebay.health;

import io.forebay.backend.CheckCode;
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
    ProbeResult result =
        config.roleCheck() && status == HttpCheckConfig.OTHER_ROLE
            ? ProbeResult.otherRole("check answered 503")
            : new ProbeResult(expected, "check answered " + status);
    return result.as(result.success() ? CheckCode.L7OK : CheckCode.L7STS, status);
  }

  /** What the body behind a head says that is as expected. */
  ProbeResult ofBody(int status, String text) {
    String problem = body == null ? null : body.problem(text);
    String answered = "check answered " + status;
    return problem == null
        ? ProbeResult.success(answered).as(CheckCode.L7OK, status)
        : ProbeResult.failure(answered + ", " + problem).as(CheckCode.L7RSP, status);
  }
}
