package io.forebay.daemon.demo;

/** One sample server. Its event loop only. */
final class SampleState {
  private final String name;
  private boolean down;
  private long answers;

  SampleState(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean isDown() {
    return down;
  }

  void down(boolean down) {
    this.down = down;
  }

  /** The number of the answer that is being made, from 1. */
  long nextAnswer() {
    return ++answers;
  }
}
