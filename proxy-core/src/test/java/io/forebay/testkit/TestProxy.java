package io.forebay.testkit;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.NoTls;
import io.forebay.net.TlsProvider;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.util.Ticker;
import java.time.Duration;

/** A proxy in this JVM, on ports of its own, made from the text of a configuration. */
public final class TestProxy implements AutoCloseable {

  private final Proxy proxy;

  private TestProxy(Proxy proxy) {
    this.proxy = proxy;
  }

  /** Starts a proxy on the best transport; its listeners should bind port 0. */
  public static TestProxy start(String yaml) {
    return start(Transport.best(), yaml);
  }

  /** Starts a proxy on {@code transport}. */
  public static TestProxy start(Transport transport, String yaml) {
    return start(transport, Ticker.system(), yaml);
  }

  /** Starts a proxy whose time is that of {@code ticker}, on the best transport. */
  public static TestProxy start(Ticker ticker, String yaml) {
    return start(Transport.best(), ticker, yaml);
  }

  /** Starts a proxy whose connections {@code tls} encrypts, on the best transport. */
  public static TestProxy start(TlsProvider tls, String yaml) {
    return start(tls, Ticker.system(), yaml);
  }

  /** The same with the time of {@code ticker}. */
  public static TestProxy start(TlsProvider tls, Ticker ticker, String yaml) {
    return start(Transport.best(), ticker, tls, yaml);
  }

  private static TestProxy start(Transport transport, Ticker ticker, String yaml) {
    return start(transport, ticker, NoTls.INSTANCE, yaml);
  }

  private static TestProxy start(Transport transport, Ticker ticker, TlsProvider tls, String yaml) {
    assumeThat(transport.problem()).isNull();
    Proxy proxy = proxy(transport, ticker, tls, yaml);
    try {
      proxy.open();
    } catch (ProxyException e) {
      proxy.close();
      throw new AssertionError(e.getMessage(), e);
    }
    return new TestProxy(proxy);
  }

  private static Proxy proxy(Transport transport, Ticker ticker, TlsProvider tls, String yaml) {
    try {
      return new Proxy(parse(yaml), transport, ticker, tls);
    } catch (ProxyException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** A proxy with one listener, {@code web}, in front of {@code origins}, all in backend app. */
  public static TestProxy inFrontOf(ScriptedOrigin... origins) {
    return start(yaml("", origins));
  }

  /** The configuration of {@link #inFrontOf}, with {@code more} lines of the backend. */
  public static String yaml(String more, ScriptedOrigin... origins) {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < origins.length; i++) {
      servers
          .append(i == 0 ? "" : ", ")
          .append("{name: s")
          .append(i + 1)
          .append(", address: \"127.0.0.1:")
          .append(origins[i].port())
          .append("\"}");
    }
    return """
        global: {worker_threads: 2}
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            servers: [%s]
        %s
        """
        .formatted(servers, more.indent(4));
  }

  /** The configuration in {@code yaml}. */
  public static ProxyConfig parse(String yaml) {
    try {
      return YamlConfigParser.parse("test.yaml", yaml).config();
    } catch (InvalidConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** The port of the listener {@code web}. */
  public int port() {
    return port("web");
  }

  /** The port of a listener. */
  public int port(String listener) {
    return proxy.boundAddresses(listener).get(0).getPort();
  }

  /** A client connected to the listener {@code web}. */
  public RawClient client() {
    return RawClient.connect(port());
  }

  /** The proxy itself. */
  public Proxy proxy() {
    return proxy;
  }

  @Override
  public void close() {
    try {
      proxy.drain(Duration.ZERO, Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    proxy.close();
  }
}
