package io.forebay.admin;

import io.forebay.config.AdminConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import java.net.BindException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an admin listener serves.
 *
 * @param tls encrypts its connections; null where they are not encrypted
 */
record AdminSettings(AdminConfig config, @Nullable TlsServer tls) {

  private static final List<String> PROTOCOLS = List.of("http/1.1");

  /**
   * By {@code config}, whose files are read.
   *
   * @throws BindException naming the addresses and why they cannot be served
   */
  static AdminSettings of(AdminConfig config, TlsProvider provider) throws BindException {
    ListenerTlsConfig tls = config.tls();
    if (tls == null) {
      return new AdminSettings(config, null);
    }
    String name = "admin " + config.bind().get(0);
    try {
      return new AdminSettings(config, provider.server(name, tls, PROTOCOLS));
    } catch (TlsException e) {
      BindException failure =
          new BindException("admin address " + config.bind().get(0) + ": " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  /** How long a handshake may take, where there is one. */
  long handshakeMillis() {
    return Objects.requireNonNull(config.tls(), "no tls").handshakeTimeout().toMillis();
  }
}
