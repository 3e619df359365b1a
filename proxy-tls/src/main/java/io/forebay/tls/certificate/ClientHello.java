package io.forebay.tls.certificate;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself in its first message (RFC 8446 section 4.1.2), as far as a
 * certificate is chosen by it.
 */
public final class ClientHello {
  /** Nothing is known of this client. */
  public static final ClientHello NONE = new ClientHello();

  private static final int RANDOM = 32;
  private static final int SERVER_NAME = 0;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int HOST_NAME = 0;
  private static final int TLS_1_3 = 0x0304;

  private @Nullable String serverName;
  private int[] suites = {};
  private int @Nullable [] signatureAlgorithms;
  private boolean tls13;

  private ClientHello() {}

  /**
   * Reads a message without its header of four bytes, at the reader index, which stays where it is.
   *
   * @param message null for none; one that cannot be understood says nothing, and is refused by the
   *     handshake that follows
   */
  public static ClientHello parse(@Nullable ByteBuf message) {
    if (message == null) {
      return NONE;
    }
    ClientHello hello = new ClientHello();
    try {
      hello.read(message.slice());
      return hello;
    } catch (IndexOutOfBoundsException e) {
      return NONE;
    }
  }

  private void read(ByteBuf in) {
    in.skipBytes(2 + RANDOM);
    in.skipBytes(in.readUnsignedByte());
    suites = numbers(in.readSlice(in.readUnsignedShort()));
    in.skipBytes(in.readUnsignedByte());
    if (!in.isReadable()) {
      return;
    }
    ByteBuf extensions = in.readSlice(in.readUnsignedShort());
    while (extensions.isReadable()) {
      int type = extensions.readUnsignedShort();
      readExtension(type, extensions.readSlice(extensions.readUnsignedShort()));
    }
  }

  private void readExtension(int type, ByteBuf extension) {
    switch (type) {
      case SERVER_NAME -> readName(extension.readSlice(extension.readUnsignedShort()));
      case SIGNATURE_ALGORITHMS ->
          signatureAlgorithms = numbers(extension.readSlice(extension.readUnsignedShort()));
      case SUPPORTED_VERSIONS ->
          tls13 =
              Arrays.stream(numbers(extension.readSlice(extension.readUnsignedByte())))
                  .anyMatch(it -> it == TLS_1_3);
      default -> {
        // Nothing that counts here.
      }
    }
  }

  private static int[] numbers(ByteBuf in) {
    int[] numbers = new int[in.readableBytes() / 2];
    Arrays.setAll(numbers, i -> in.readUnsignedShort());
    return numbers;
  }

  /** RFC 6066 section 3: a list of which only one entry has a meaning. */
  private void readName(ByteBuf names) {
    int type = names.readUnsignedByte();
    ByteBuf name = names.readSlice(names.readUnsignedShort());
    if (type == HOST_NAME) {
      String text = name.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
      serverName = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
  }

  /** The name that it asks for, in lower case and without a dot at its end; null for none. */
  public @Nullable String serverName() {
    return serverName;
  }

  /** Whether it can speak TLS 1.3. */
  boolean offersTls13() {
    return tls13;
  }

  /** The suites that it offers, by their numbers. */
  int[] suites() {
    return suites;
  }

  /** The kinds of signatures that it can verify, by their numbers; null if it does not say. */
  int @Nullable [] signatureAlgorithms() {
    return signatureAlgorithms;
  }
}
