package io.forebay.net;

import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.UpstreamTlsConfig;
import java.util.List;

/** What does the cryptography of TLS; implemented outside of the core. Any thread. */
public interface TlsProvider {

  /**
   * A client of one server under this configuration, with sessions of its own. May take some
   * milliseconds.
   *
   * @param protocols what ALPN offers, the most wanted first, such as {@code h2}; nothing if empty
   * @throws TlsException if a file that the configuration holds cannot be used
   */
  TlsClient client(UpstreamTlsConfig config, List<String> protocols) throws TlsException;

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
