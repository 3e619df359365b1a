/**
 * YAML to {@link io.forebay.config.ProxyConfig}: every problem of a file at once, each with its
 * line.
 *
 * <p>Start at {@link io.forebay.config.yaml.YamlConfigParser}. SnakeYAML is used for its events
 * only; scalars are resolved here, by the core schema of YAML 1.2. A {@code *Section} reads one
 * part of the file. Imported by whoever starts or reloads the proxy; imports {@code
 * io.forebay.config}. One call belongs to one thread, and calls do not share anything.
 */
@NullMarked
package io.forebay.config.yaml;

import org.jspecify.annotations.NullMarked;
