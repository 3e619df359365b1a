package io.forebay.daemon.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.daemon.ProxyAssembly;
import io.forebay.net.Transport;
import io.forebay.testkit.TestCertificates;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC's own client and server, through the proxy, with TLS and checks of health on both sides. */
class GrpcInteropTlsIT {
  private static InteropServer server;
  private static ProxyAssembly proxy;
  private static SslContext trusting;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TestCertificates certificates = TestCertificates.create();
    TestCertificates.Pem pem =
        TestCertificates.write(folder, "leaf", certificates.leaf("localhost", "127.0.0.1"));
    Path root = certificates.writeRoot(folder);
    trusting = GrpcSslContexts.forClient().trustManager(root.toFile()).build();
    server = InteropServer.startTls(pem);
    String yaml =
        """
        global: { worker_threads: 2 }
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: calls
            tls: { certificates: [{ cert: "%s", key: "%s" }] }
        backends:
          calls:
            protocol: h2
            tls: { ca: "%s" }
            health_check:
              { type: grpc, service: %s, interval: 200ms, timeout: 10s, rise: 1, fall: 1 }
            servers: ["127.0.0.1:%d"]
        admin: []
        """
            .formatted(pem.certificate(), pem.key(), root, InteropServer.SERVICE, server.port());
    proxy = new ProxyAssembly(YamlConfigParser.parse("grpc.yaml", yaml).config(), Transport.best());
    proxy.start();
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void tls(InteropCase test) throws Exception {
    test.run(new InteropClient(GrpcInteropTlsIT::channel));
  }

  @Test
  void healthService_decidesWhetherTheServerGetsCalls() {
    ManagedChannel channel = channel().build();
    try {
      assertThat(call(channel)).isEqualTo(Status.Code.OK);
      server.serving(false);
      await().until(() -> call(channel) == Status.Code.UNAVAILABLE);
      server.serving(true);
      await().until(() -> call(channel) == Status.Code.OK);
    } finally {
      server.serving(true);
      channel.shutdownNow();
    }
  }

  private static Status.Code call(ManagedChannel channel) {
    try {
      TestServiceGrpc.newBlockingStub(channel).emptyCall(Empty.getDefaultInstance());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static ManagedChannelBuilder<?> channel() {
    int port = proxy.listenerAddresses("web").get(0).getPort();
    return NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(trusting);
  }
}
