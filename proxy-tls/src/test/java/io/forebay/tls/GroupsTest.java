package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.config.CertificateConfig;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestCertificates;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How keys are agreed on with a client that has post-quantum groups too. */
@ExtendWith(LeakExtension.class)
class GroupsTest {

  @TempDir static Path folder;
  private static TestCertificates authority;
  private static CertificateConfig certificate;

  @BeforeAll
  static void makeCertificate() {
    assumeTrue(OpenSsl.isAvailable(), "no native library for this platform");
    authority = TestCertificates.create();
    certificate = TlsFiles.write(folder, "server", authority.leaf("app.test"));
  }

  private static String group(String... offered) throws Exception {
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .trustManager(authority.root().getCertificate())
            .option(OpenSslContextOption.GROUPS, offered)
            .endpointIdentificationAlgorithm(null)
            .build();
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (EchoListener listener =
        EchoListener.start(
            new NettyTls().server("web", TlsFiles.of(certificate).config(), List.of()))) {
      Channel channel =
          new Bootstrap()
              .group(loops)
              .channel(NioSocketChannel.class)
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel it) {
                      it.pipeline().addLast(tls.newHandler(it.alloc()));
                    }
                  })
              .connect("127.0.0.1", listener.port())
              .sync()
              .channel();
      SslHandler handler = channel.pipeline().get(SslHandler.class);
      handler.handshakeFuture().sync();
      return channel
          .eventLoop()
          .submit(
              () ->
                  SSL.getGroupName(((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer()))
          .get();
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void postQuantum_isAgreedOnWithClientThatHasIt() throws Exception {
    assertThat(group("x25519", "X25519MLKEM768")).isEqualTo("X25519MLKEM768");
  }

  @ParameterizedTest
  @CsvSource({"x25519, X25519", "secp256r1, P-256", "secp384r1, P-384"})
  void others_areSpokenToo(String offered, String name) throws Exception {
    assertThat(group(offered)).isEqualTo(name);
  }
}
