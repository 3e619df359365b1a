package io.forebay.log;

/** How bad what a syslog message tells is (RFC 5424 section 6.2.1), in their order. */
public enum Severity {
  EMERGENCY,
  ALERT,
  CRITICAL,
  ERROR,
  WARNING,
  NOTICE,
  INFO,
  DEBUG
}
