package io.forebay.daemon.grpc;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC's own client and server, through the proxy. */
@ExtendWith(LeakExtension.class)
class GrpcInteropTest {
  private static InteropServer server;
  private static TestProxy plain;

  @BeforeAll
  static void start() throws Exception {
    server = InteropServer.start();
    plain =
        TestProxy.start(
            """
            global: { worker_threads: 2 }
            listeners:
              web: { bind: "127.0.0.1:0", backend: calls }
            backends:
              calls: { protocol: h2c, servers: ["127.0.0.1:%d"] }
            """
                .formatted(server.port()));
  }

  @AfterAll
  static void stop() {
    plain.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void h2c(InteropCase test) throws Exception {
    test.run(new InteropClient(GrpcInteropTest::plainChannel));
  }

  private static ManagedChannelBuilder<?> plainChannel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", plain.port()).usePlaintext();
  }
}
