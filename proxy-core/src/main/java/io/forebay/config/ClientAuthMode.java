package io.forebay.config;

/** Whether clients are asked for a certificate. */
public enum ClientAuthMode {
  /** They are not asked. */
  NONE,
  /** They are asked, and served without one too; one that is not valid is refused. */
  OPTIONAL,
  /** Without a valid one there is no connection. */
  REQUIRED
}
