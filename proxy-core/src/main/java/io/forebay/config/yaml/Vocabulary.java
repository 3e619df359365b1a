package io.forebay.config.yaml;

import java.util.Set;

/** Learns what the parser knows while it reads a file; what describes the format is held to it. */
interface Vocabulary {
  /** Learns nothing. */
  Vocabulary NONE =
      new Vocabulary() {
        @Override
        public void keys(String path, Set<String> known, Set<String> present) {}

        @Override
        public void words(String path, Set<String> known) {}
      };

  /**
   * A map was read to its end.
   *
   * @param path the keys that lead there
   * @param known what it may have
   * @param present what it has
   */
  void keys(String path, Set<String> known, Set<String> present);

  /** One of these words had to stand there. */
  void words(String path, Set<String> known);
}
