package io.forebay.daemon;

import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations of tests. */
final class ConfigFile {

  private ConfigFile() {}

  /** One listener, {@code web}, on a free port, in front of {@code origins}. */
  static Path write(Path folder, ScriptedOrigin... origins) {
    return write(folder, "127.0.0.1:0", origins);
  }

  static Path write(Path folder, String bind, ScriptedOrigin... origins) {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < origins.length; i++) {
      servers.append(
          "\n      - { name: s%d, address: 127.0.0.1:%d }".formatted(i + 1, origins[i].port()));
    }
    return write(
        folder,
        """
        global:
          worker_threads: 2
          shutdown: { drain_timeout: 10s }
          reload: { watch: false }
        listeners:
          web: { bind: "%s", backend: app }
        backends:
          app:
            servers:%s
        admin: { bind: 127.0.0.1:0 }
        """
            .formatted(bind, servers));
  }

  static Path write(Path folder, String yaml) {
    try {
      return Files.writeString(folder.resolve("forebay.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
