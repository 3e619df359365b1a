package io.forebay.config.yaml;

import io.forebay.config.ConfigProblem;
import io.forebay.config.ProxyConfig;
import java.util.List;

/**
 * A file that was accepted.
 *
 * @param config what it says
 * @param warnings what is allowed but probably not meant, ordered by line
 * @param secrets the values in it that must not be shown
 * @param newServers reads servers that join its backends
 */
public record ParsedConfig(
    ProxyConfig config, List<ConfigProblem> warnings, Secrets secrets, NewServers newServers) {
  public ParsedConfig {
    warnings = List.copyOf(warnings);
  }
}
