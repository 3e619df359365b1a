package io.forebay.config.yaml;

import io.forebay.config.BackendConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RouteConfig;
import java.util.List;

/**
 * A configuration as a file that says everything: defaults and what is inherited written out, and
 * virtual hosts as routes of their listeners. Reading that file gives the same configuration.
 * Values that must not be shown stand there as the reference that they came from.
 */
public final class EffectiveConfig {
  private EffectiveConfig() {}

  /**
   * What holds for the requests of {@code route}, as a map that ends with a line break: {@code
   * settings}, where what the route and the backend both say is one, and {@code backends}.
   *
   * @param backends where they may go, the first one before the others; none where no server
   *     answers
   */
  public static String route(ParsedConfig parsed, RouteConfig route, List<BackendConfig> backends) {
    return new YamlWriter(parsed.secrets()).write(new RecordNodes().of(route, backends));
  }

  /**
   * The text of the file, which ends with a line break.
   *
   * @param source the file that {@code config} comes from, also where servers have joined or left
   */
  public static String text(ProxyConfig config, NewServers source) {
    return new YamlWriter(source.secrets()).write(new RecordNodes().of(config));
  }

  /** The text of the file, which ends with a line break. */
  public static String text(ParsedConfig parsed) {
    return new YamlWriter(parsed.secrets()).write(new RecordNodes().of(parsed.config()));
  }
}
