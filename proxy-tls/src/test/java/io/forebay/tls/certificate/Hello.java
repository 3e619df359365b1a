package io.forebay.tls.certificate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client's first message, put together. */
final class Hello {
  static final int ECDSA_P256 = 0x0403;
  static final int ECDSA_P384 = 0x0503;
  static final int RSA_PSS = 0x0804;
  static final int RSA_PKCS1 = 0x0401;
  static final int EC_SUITE = 0xc02b;
  static final int RSA_SUITE = 0xc02f;
  static final int TLS13_SUITE = 0x1301;

  private @Nullable String name;
  private int[] suites = {TLS13_SUITE, EC_SUITE, RSA_SUITE};
  private int @Nullable [] algorithms = {ECDSA_P256, RSA_PSS, RSA_PKCS1};
  private int @Nullable [] versions = {0x0304, 0x0303};

  static Hello to(@Nullable String name) {
    Hello hello = new Hello();
    hello.name = name;
    return hello;
  }

  Hello suites(int... numbers) {
    suites = numbers;
    return this;
  }

  /** None for an extension that is missing. */
  Hello algorithms(int @Nullable ... numbers) {
    algorithms = numbers;
    return this;
  }

  Hello tls12() {
    versions = null;
    return this;
  }

  ClientHello parsed() {
    return ClientHello.parse(message());
  }

  /** Without its header of four bytes. On the heap: need not be released. */
  ByteBuf message() {
    ByteBuf out = Unpooled.buffer();
    out.writeShort(0x0303).writeZero(32);
    out.writeByte(4).writeInt(7);
    out.writeShort(2 * suites.length);
    writeNumbers(out, suites);
    out.writeByte(1).writeByte(0);
    ByteBuf extensions = extensions();
    return out.writeShort(extensions.readableBytes()).writeBytes(extensions);
  }

  private ByteBuf extensions() {
    ByteBuf out = Unpooled.buffer();
    out.writeShort(0x0a0a).writeShort(1).writeByte(0);
    if (name != null) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      out.writeShort(0).writeShort(bytes.length + 5).writeShort(bytes.length + 3);
      out.writeByte(0).writeShort(bytes.length).writeBytes(bytes);
    }
    if (algorithms != null) {
      out.writeShort(13).writeShort(2 * algorithms.length + 2).writeShort(2 * algorithms.length);
      writeNumbers(out, algorithms);
    }
    if (versions != null) {
      out.writeShort(43).writeShort(2 * versions.length + 1).writeByte(2 * versions.length);
      writeNumbers(out, versions);
    }
    return out;
  }

  private static void writeNumbers(ByteBuf out, int[] numbers) {
    for (int number : numbers) {
      out.writeShort(number);
    }
  }
}
