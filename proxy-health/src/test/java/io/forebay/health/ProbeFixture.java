package io.forebay.health;

import static io.forebay.health.CheckerFixture.LONG;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.CheckCode;
import io.forebay.config.GrpcCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.SendProxy;
import io.forebay.net.TlsClient;
import io.forebay.net.Transport;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts single probes on a loop of its own and waits for what they find. */
final class ProbeFixture implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Transport transport;
  private final EventLoopGroup loops;
  private CheckCode code = CheckCode.UNK;
  private int status;

  ProbeFixture(Transport transport) {
    this.transport = transport;
    this.loops = transport.newEventLoops(1, "control");
  }

  ProbeResult http(SocketAddress address, HttpCheckConfig config, Duration timeout) {
    return run(new HttpProbe(loops.next(), place(address), config, null), timeout);
  }

  ProbeResult tcp(SocketAddress address, Duration timeout) {
    return run(new TcpProbe(loops.next(), place(address)), timeout);
  }

  ProbeResult tcp(SocketAddress address, SendProxy sendProxy) {
    CheckPlace place = new CheckPlace(transport, address, sendProxy);
    return run(new TcpProbe(loops.next(), place), TIMEOUT);
  }

  ProbeResult tls(SocketAddress address, TlsClient tls, Duration timeout) {
    return run(new TlsProbe(loops.next(), place(address), tls), timeout);
  }

  ProbeResult grpc(
      SocketAddress address, GrpcCheckConfig config, @Nullable TlsClient tls, Duration timeout) {
    return run(new GrpcProbe(loops.next(), place(address), config, tls), timeout);
  }

  ProbeResult http2(SocketAddress address, HttpCheckConfig config, @Nullable TlsClient tls) {
    return run(new Http2Probe(loops.next(), place(address), config, tls), TIMEOUT);
  }

  ProbeResult https(
      SocketAddress address, HttpCheckConfig config, TlsClient tls, Duration timeout) {
    return run(new HttpProbe(loops.next(), place(address), config, tls), timeout);
  }

  /** Probes a server with this script, whose connection has to end with the probe. */
  ProbeResult http(OriginScript script, HttpCheckConfig config) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(script)) {
      ProbeResult result = http(origin.address(), config, TIMEOUT);
      await("the connection ends with the check").until(() -> origin.openConnections() == 0);
      return result;
    }
  }

  private CheckPlace place(SocketAddress address) {
    return new CheckPlace(transport, address, SendProxy.NONE);
  }

  private ProbeResult run(Probe probe, Duration timeout) {
    var result = new CompletableFuture<ProbeResult>();
    loops.next().execute(() -> probe.start(timeout, result::complete));
    ProbeResult found = result.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    code = found.code();
    status = found.status();
    return found.as(CheckCode.UNK, 0);
  }

  /** How the last probe ended, which is left out of its result. */
  CheckCode code() {
    return code;
  }

  /** The status that it was answered; likewise. */
  int status() {
    return status;
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
