package io.forebay.tls;

import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsException;
import io.forebay.net.TlsServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The TLS of a listener's connections. */
final class NettyTlsServer implements TlsServer {

  private final ServerStateReader.Shared shared;
  private final String listener;
  private final ListenerTlsConfig config;
  private final List<String> protocols;
  private volatile ServerState state;

  NettyTlsServer(
      ServerStateReader.Shared shared,
      String listener,
      ListenerTlsConfig config,
      List<String> protocols)
      throws TlsException {
    this.shared = shared;
    this.listener = listener;
    this.config = config;
    this.protocols = List.copyOf(protocols);
    this.state = read(null);
  }

  private ServerState read(@Nullable ServerState before) throws TlsException {
    return new ServerStateReader(shared, listener, config, protocols, before).read();
  }

  @Override
  public ChannelHandler handler(ByteBufAllocator allocator) {
    ServerState current = state;
    return current.store().needsHello()
        ? new ChoosingHandler(current)
        : current.fallback().newHandler(allocator);
  }

  @Override
  public void refresh() {
    ServerState before = state;
    SourceFiles now = before.files().now();
    if (now.holdTheSameAs(before.files()) && !haveComeOfAge(before.certificates())) {
      return;
    }
    try {
      state = read(before);
    } catch (TlsException e) {
      state = before.with(now, e.getMessage());
    }
  }

  /** Whether one that was refused can be used now: it was not valid yet. */
  private boolean haveComeOfAge(List<CertificateInfo> infos) {
    boolean good =
        infos.stream().allMatch(it -> it.problem() == null && it.stapleProblem() == null);
    if (good) {
      return false;
    }
    try {
      var found = shared.certificates().load(listener, config.certificates(), new SourceFiles());
      return !found.infos().equals(infos);
    } catch (TlsException e) {
      return false;
    }
  }

  @Override
  public SourceFiles files() {
    return state.files();
  }

  @Override
  public List<CertificateInfo> certificates() {
    return state.certificates();
  }

  @Override
  public List<String> warnings() {
    ServerState current = state;
    List<String> warnings = new ArrayList<>(current.problems());
    ClientTrust trust = current.trust();
    if (shared.provider() == SslProvider.JDK) {
      warnings.addAll(JdkFallback.warnings(config));
    }
    if (trust != null) {
      warnings.addAll(trust.warnings(shared.clock().instant()));
    }
    return warnings;
  }

  @Override
  public boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine open
        && SSL.isSessionReused(open.sslPointer());
  }

  @Override
  public @Nullable String serverName(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine open
        ? SSL.getSniHostname(open.sslPointer())
        : null;
  }
}
