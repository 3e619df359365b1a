package io.forebay.backend;

/** Told why TLS with servers fails. Any thread. */
@FunctionalInterface
public interface TlsFailures {

  /**
   * A handshake has failed, or what came after it.
   *
   * @param reason such as {@code certificate has expired}
   */
  void failed(Server server, String reason);
}
