package io.forebay.health.guard;

import io.forebay.backend.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A part that writes down what it is told. */
final class RecordingPart implements GuardPart {
  final List<String> calls = new ArrayList<>();
  int next;

  @Override
  public int tryAcquire() {
    return next;
  }

  @Override
  public void release(int permit, Outcome outcome, int status) {
    calls.add(permit + " " + outcome + " " + status);
  }

  @Override
  public void broken(Outcome outcome) {
    calls.add("broken " + outcome);
  }

  @Override
  public void silent() {
    calls.add("silent");
  }
}
