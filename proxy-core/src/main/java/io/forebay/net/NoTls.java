package io.forebay.net;

import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.UpstreamTlsConfig;
import java.util.List;

/** Stands where nothing is configured to use TLS. */
public enum NoTls implements TlsProvider {
  INSTANCE;

  @Override
  public TlsClient client(UpstreamTlsConfig config, List<String> protocols) throws TlsException {
    throw new TlsException("no TLS in this process");
  }

  @Override
  public TlsServer server(String listener, ListenerTlsConfig config, List<String> protocols)
      throws TlsException {
    throw new TlsException("no TLS in this process");
  }
}
