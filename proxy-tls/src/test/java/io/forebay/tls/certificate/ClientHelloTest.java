package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** What is read of a client's first message. */
class ClientHelloTest {

  @Test
  void messageOfTheJdk_isRead() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine("app.test", 443);
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(32 * 1024);
    engine.wrap(ByteBuffer.allocate(0), out);
    ByteBuf message = Unpooled.wrappedBuffer(out.flip());
    // The header of the record and that of the message.
    message.skipBytes(5 + 4);

    ClientHello hello = ClientHello.parse(message);

    assertThat(hello.serverName()).isEqualTo("app.test");
    assertThat(hello.offersTls13()).isTrue();
    assertThat(hello.suites()).contains(Hello.EC_SUITE, Hello.RSA_SUITE, Hello.TLS13_SUITE);
    assertThat(hello.signatureAlgorithms()).contains(Hello.ECDSA_P256, Hello.RSA_PSS);
    assertThat(message.readerIndex()).isEqualTo(9);
  }

  @Test
  void messageOfTheJdk_withoutTls13() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.2"});
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(32 * 1024);
    engine.wrap(ByteBuffer.allocate(0), out);

    ClientHello hello = ClientHello.parse(Unpooled.wrappedBuffer(out.flip()).skipBytes(5 + 4));

    assertThat(hello.serverName()).isNull();
    assertThat(hello.offersTls13()).isFalse();
  }

  @Test
  void name_inLowerCaseAndWithoutDotAtTheEnd() {
    assertThat(Hello.to("App.TEST.").parsed().serverName()).isEqualTo("app.test");
    assertThat(Hello.to("").parsed().serverName()).isEmpty();
    assertThat(Hello.to(null).parsed().serverName()).isNull();
  }

  @Test
  void noMessage_saysNothing() {
    ClientHello hello = ClientHello.parse(null);
    assertThat(hello.serverName()).isNull();
    assertThat(hello.signatureAlgorithms()).isNull();
    assertThat(hello.suites()).isEmpty();
  }

  @Test
  void withoutExtensions_suitesAreKnown() {
    ByteBuf message = Unpooled.buffer().writeShort(0x0301).writeZero(32).writeByte(0);
    message.writeShort(2).writeShort(Hello.RSA_SUITE).writeByte(1).writeByte(0);
    ClientHello hello = ClientHello.parse(message);
    assertThat(hello.suites()).containsExactly(Hello.RSA_SUITE);
    assertThat(hello.signatureAlgorithms()).isNull();
  }

  @Test
  void cutOff_saysNothingOrWhatWasThere() {
    ByteBuf whole = Hello.to("app.test").message();
    int extensions = 2 + 32 + 5 + 2 + 6 + 2;
    for (int length = 0; length < whole.readableBytes(); length++) {
      ClientHello hello = ClientHello.parse(whole.slice(0, length));
      assertThat(hello.serverName()).as("%s bytes", length).isNull();
      assertThat(hello.suites()).hasSize(length == extensions ? 3 : 0);
    }
    assertThat(ClientHello.parse(whole).serverName()).isEqualTo("app.test");
  }

  @Test
  void randomDamage_throwsNothing() {
    Random random = new Random(3);
    byte[] whole = bytes(Hello.to("app.test").message());
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      String name = ClientHello.parse(Unpooled.wrappedBuffer(damaged)).serverName();
      assertThat(name == null ? 0 : name.length()).isLessThan(damaged.length);
    }
  }

  private static byte[] bytes(ByteBuf message) {
    byte[] bytes = new byte[message.readableBytes()];
    message.readBytes(bytes);
    return bytes;
  }
}
