package io.forebay.daemon.grpc;

import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC's own client and server, through the proxy and TLS. */
class GrpcInteropTlsIT {
  private static final TestCertificates CERTIFICATES = TestCertificates.create();
  private static InteropServer server;
  private static TestProxy proxy;
  private static SslContext trusting;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TestCertificates.Pem pem =
        TestCertificates.write(folder, "leaf", CERTIFICATES.leaf("localhost", "127.0.0.1"));
    trusting =
        GrpcSslContexts.forClient().trustManager(CERTIFICATES.writeRoot(folder).toFile()).build();
    server = InteropServer.start();
    proxy =
        TestProxy.start(
            new NettyTls(),
            """
            global: { worker_threads: 2 }
            listeners:
              web:
                bind: "127.0.0.1:0"
                backend: calls
                tls: { certificates: [{ cert: "%s", key: "%s" }] }
            backends:
              calls: { protocol: h2c, servers: ["127.0.0.1:%d"] }
            """
                .formatted(pem.certificate(), pem.key(), server.port()));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void tls(InteropCase test) throws Exception {
    test.run(new InteropClient(GrpcInteropTlsIT::channel));
  }

  private static ManagedChannelBuilder<?> channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", proxy.port()).sslContext(trusting);
  }
}
