package io.forebay.tls;

/** How what is written becomes records of TLS. */
final class TlsWrites {

  /**
   * What {@link io.netty.handler.ssl.SslHandler#setWrapDataSize} takes for: each buffer by itself,
   * and a large one whole. Connections gather small parts themselves; to fill up records with what
   * follows would copy it.
   */
  static final int AS_THEY_COME = 0;

  private TlsWrites() {}
}
