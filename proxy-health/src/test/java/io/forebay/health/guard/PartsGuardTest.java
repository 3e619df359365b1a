package io.forebay.health.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Outcome;
import io.forebay.backend.ServerGuard;
import org.junit.jupiter.api.Test;

class PartsGuardTest {
  private final RecordingPart first = new RecordingPart();
  private final RecordingPart second = new RecordingPart();
  private final ServerGuard guard = new PartsGuard(first, second);

  @Test
  void permit_carriesThatOfEachPart() {
    first.next = Integer.MAX_VALUE;
    second.next = Integer.MAX_VALUE - 1;
    long permit = guard.tryAcquire();
    assertThat(permit).isNotNegative();
    guard.release(permit, Outcome.ANSWERED, 200);
    assertThat(first.calls).containsExactly("2147483647 ANSWERED 200");
    assertThat(second.calls).containsExactly("2147483646 ANSWERED 200");
  }

  @Test
  void firstRefuses_secondIsNotAsked() {
    first.next = GuardPart.REFUSED;
    assertThat(guard.tryAcquire()).isEqualTo(ServerGuard.REFUSED);
    assertThat(first.calls).isEmpty();
    assertThat(second.calls).isEmpty();
  }

  @Test
  void secondRefuses_firstGetsItsPermitBack() {
    first.next = 7;
    second.next = GuardPart.REFUSED;
    assertThat(guard.tryAcquire()).isEqualTo(ServerGuard.REFUSED);
    assertThat(first.calls).containsExactly("7 ABANDONED 0");
    assertThat(second.calls).isEmpty();
  }

  @Test
  void brokenAndSilent_areToldToBoth() {
    guard.broken(Outcome.RESET);
    guard.silent();
    assertThat(first.calls).containsExactly("broken RESET", "silent");
    assertThat(second.calls).containsExactly("broken RESET", "silent");
  }
}
