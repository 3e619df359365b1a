package io.forebay.daemon.cli;

/** How the process ends. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE_OR_CONFIG = 2;

  private ExitCode() {}
}
