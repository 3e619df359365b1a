package io.forebay.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that the parser knew while it read a file. */
final class Learned implements Vocabulary {
  /** A map of the file. */
  record Keys(String path, Set<String> known, Set<String> present) {}

  /** A value that is one of some words. */
  record Words(String path, Set<String> known) {}

  private final List<Keys> keys = new ArrayList<>();
  private final List<Words> words = new ArrayList<>();

  @Override
  public void keys(String path, Set<String> known, Set<String> present) {
    keys.add(new Keys(path, known, Set.copyOf(present)));
  }

  @Override
  public void words(String path, Set<String> known) {
    words.add(new Words(path, known));
  }

  List<Keys> keys() {
    return keys;
  }

  List<Words> words() {
    return words;
  }
}
