package io.forebay.admin.auth;

import io.forebay.admin.resource.Caller;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is, or why he is not let in: one of the two.
 *
 * @param caller null where it is refused
 * @param refusal null where it is let in
 */
public record Verdict(@Nullable Caller caller, @Nullable Refusal refusal) {

  static Verdict of(Caller caller) {
    return new Verdict(caller, null);
  }

  static Verdict of(Refusal refusal) {
    return new Verdict(null, refusal);
  }

  /** Who it is, where it is not refused. */
  public Caller known() {
    return Objects.requireNonNull(caller, "refused");
  }
}
