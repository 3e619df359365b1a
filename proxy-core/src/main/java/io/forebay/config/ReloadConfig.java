package io.forebay.config;

/**
 * What makes the daemon read its configuration again, beside SIGHUP.
 *
 * @param watch whether a change of the file, or of one that it includes, does; default true
 */
public record ReloadConfig(boolean watch) {
  public static final ReloadConfig DEFAULT = new ReloadConfig(true);
}
