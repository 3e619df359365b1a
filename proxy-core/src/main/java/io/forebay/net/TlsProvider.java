package io.forebay.net;

import io.forebay.config.UpstreamTlsConfig;

/** What does the cryptography of TLS; implemented outside of the core. Any thread. */
@FunctionalInterface
public interface TlsProvider {

  /** A client of servers under this configuration. May take some milliseconds. */
  TlsClient client(UpstreamTlsConfig config);
}
