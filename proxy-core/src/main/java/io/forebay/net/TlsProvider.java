package io.forebay.net;

import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.UpstreamTlsConfig;
import java.util.List;

/** What does the cryptography of TLS; implemented outside of the core. Any thread. */
public interface TlsProvider {

  /** A client of servers under this configuration. May take some milliseconds. */
  TlsClient client(UpstreamTlsConfig config);

  /**
   * The server side of a listener under this configuration. Reads its files; may take some
   * milliseconds.
   *
   * @param listener its name, for what is logged
   * @param protocols what ALPN offers, the most wanted first, such as {@code h2}
   * @throws TlsException if not one of the certificates can be used
   */
  TlsServer server(String listener, ListenerTlsConfig config, List<String> protocols)
      throws TlsException;
}
