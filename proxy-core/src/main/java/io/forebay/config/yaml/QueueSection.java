package io.forebay.config.yaml;

import io.forebay.config.QueueConfig;
import io.forebay.config.WhenNoServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code queue} of a backend. */
final class QueueSection {

  private QueueSection() {}

  static QueueConfig read(@Nullable MapReader map) {
    QueueConfig base = QueueConfig.DEFAULT;
    if (map == null) {
      return base;
    }
    int max = map.integer("max", base.max(), 0, QueueConfig.LARGEST);
    Place timeoutPlace = map.at("timeout");
    Duration timeout = timeoutPlace == null ? null : Scalars.duration(timeoutPlace, false);
    WhenNoServer whenNoServer =
        map.word("when_no_server", base.whenNoServer(), Words.of(WhenNoServer.class));
    map.finish(UnsupportedKeys.Level.QUEUE);
    return new QueueConfig(max, timeout, whenNoServer);
  }
}
