package io.forebay.config.yaml;

/**
 * A configuration as a file that says everything: defaults and what is inherited written out, and
 * virtual hosts as routes of their listeners. Reading that file gives the same configuration.
 * Values that must not be shown stand there as the reference that they came from.
 */
public final class EffectiveConfig {
  private EffectiveConfig() {}

  /** The text of the file, which ends with a line break. */
  public static String text(ParsedConfig parsed) {
    return new YamlWriter(parsed.secrets()).write(new RecordNodes().of(parsed.config()));
  }
}
