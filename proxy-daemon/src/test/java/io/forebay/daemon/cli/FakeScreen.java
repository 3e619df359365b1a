package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.Screen;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A screen in front of which somebody types keys that lie ready, and then leaves. */
final class FakeScreen implements Screen {

  /** Stands for somebody who waits until the picture is a new one. */
  static final String WAIT = "wait";

  final Deque<String> keys = new ArrayDeque<>();
  final List<List<Line>> frames = new ArrayList<>();
  int rows = 24;
  boolean isClosed;

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public void show(List<Line> lines) {
    frames.add(List.copyOf(lines));
  }

  @Override
  public @Nullable String key(Duration limit) {
    String key = keys.isEmpty() ? "end" : keys.remove();
    return key.equals(WAIT) ? null : key;
  }

  @Override
  public void close() {
    isClosed = true;
  }

  /** The texts of a frame, from 0. */
  List<String> texts(int frame) {
    return frames.get(frame).stream().map(Line::text).toList();
  }
}
