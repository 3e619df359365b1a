package io.forebay.daemon;

import io.forebay.config.yaml.ParsedConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a configuration makes doubtful. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

  private Warnings() {}

  static void log(ParsedConfig parsed) {
    parsed.warnings().forEach(warning -> LOG.warn("{}", warning));
  }
}
