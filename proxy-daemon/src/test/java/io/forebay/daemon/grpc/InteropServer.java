package io.forebay.daemon.grpc;

import io.forebay.testkit.TestCertificates;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The official server of gRPC's interoperability tests, on a loopback port of its own. */
final class InteropServer implements AutoCloseable {
  static final String SERVICE = "grpc.testing.TestService";

  private final HealthStatusManager health = new HealthStatusManager();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final Server server;

  private InteropServer(NettyServerBuilder builder) throws IOException {
    server =
        builder
            .maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE)
            .addService(
                ServerInterceptors.intercept(
                    new TestServiceImpl(timer), TestServiceImpl.interceptors()))
            .addService(health.getHealthService())
            .build()
            .start();
    serving(true);
  }

  private static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static InteropServer start() throws IOException {
    return new InteropServer(builder());
  }

  static InteropServer startTls(TestCertificates.Pem pem) throws IOException {
    return new InteropServer(
        builder().useTransportSecurity(pem.certificate().toFile(), pem.key().toFile()));
  }

  /** What gRPC's own health service says of {@link #SERVICE}. */
  void serving(boolean serving) {
    health.setStatus(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    timer.shutdownNow();
  }
}
