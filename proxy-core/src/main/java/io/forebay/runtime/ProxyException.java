package io.forebay.runtime;

/** The proxy could not do what it was told; the message says what and why, fit for operators. */
public final class ProxyException extends Exception {

  private static final long serialVersionUID = 1L;

  ProxyException(String message) {
    super(message);
  }
}
