package io.forebay.net;

import io.forebay.net.ProxyHeaderReader.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.zip.CRC32C;

/**
 * The binary header of version 2.
 *
 * <pre>
 *   0   signature, 12 bytes
 *  12   version (4 bits), command (4 bits)
 *  13   family (4 bits), transport (4 bits)
 *  14   length of what follows, 2 bytes
 *  16   addresses: 12 bytes for IPv4, 36 for IPv6, 216 for unix sockets
 *       extensions: type (1), length (2), value
 * </pre>
 */
final class ProxyHeaderV2 {
  static final int FIXED_BYTES = 16;
  static final int VERSION = 2;
  static final int COMMAND_LOCAL = 0;
  static final int COMMAND_PROXY = 1;
  static final int INET = 1;
  static final int INET6 = 2;
  static final int STREAM = 1;

  private static final int UNIX = 3;
  private static final int DATAGRAM = 2;
  private static final int UNIX_BYTES = 216;
  private static final int EXTENSION_HEAD = 3;
  private static final int CHECKSUM = 3;
  private static final int CHECKSUM_BYTES = 4;

  private ProxyHeaderV2() {}

  static Result read(ByteBuf in) {
    if (in.readableBytes() < FIXED_BYTES) {
      return Result.INCOMPLETE;
    }
    int from = in.readerIndex();
    int version = in.getUnsignedByte(from + 12) >> 4;
    int command = in.getUnsignedByte(from + 12) & 0xf;
    int total = FIXED_BYTES + in.getUnsignedShort(from + 14);
    boolean isKnown = version == VERSION && command <= COMMAND_PROXY;
    if (!isKnown || total > ProxyHeaderReader.MAX_BYTES) {
      return Result.MALFORMED;
    }
    if (in.readableBytes() < total) {
      return Result.INCOMPLETE;
    }
    if (command == COMMAND_LOCAL) {
      return Result.complete(total, ProxyHeader.LOCAL);
    }
    return proxied(ByteBufUtil.getBytes(in, from, total));
  }

  private static Result proxied(byte[] header) {
    int family = header[13] >> 4 & 0xf;
    int transport = header[13] & 0xf;
    if (family > UNIX || transport >= DATAGRAM) {
      return Result.MALFORMED;
    }
    if (family == 0 || transport == 0) {
      // Relayed, but in a way that has no words here: the socket's addresses count.
      return Result.complete(header.length, ProxyHeader.LOCAL);
    }
    int addresses = family == UNIX ? UNIX_BYTES : 2 * addressBytes(family) + 4;
    int extensions = FIXED_BYTES + addresses;
    if (header.length < extensions || !areSound(header, extensions)) {
      return Result.MALFORMED;
    }
    return Result.complete(header.length, family == UNIX ? ProxyHeader.UNIX : of(header, family));
  }

  private static int addressBytes(int family) {
    return family == INET ? 4 : 16;
  }

  private static ProxyHeader of(byte[] header, int family) {
    int length = addressBytes(family);
    int ports = FIXED_BYTES + 2 * length;
    return new ProxyHeader(
        false,
        address(header, FIXED_BYTES, length, ports),
        address(header, FIXED_BYTES + length, length, ports + 2));
  }

  private static InetSocketAddress address(byte[] header, int at, int length, int port) {
    byte[] address = new byte[length];
    System.arraycopy(header, at, address, 0, length);
    return ProxyHeaderV1.of(address, unsignedShort(header, port));
  }

  private static int unsignedShort(byte[] header, int at) {
    return (header[at] & 0xff) << 8 | header[at + 1] & 0xff;
  }

  /** Whether the extensions fill the header, and its checksum is right if it has one. */
  private static boolean areSound(byte[] header, int from) {
    boolean isChecked = false;
    int at = from;
    while (at < header.length) {
      int value = at + EXTENSION_HEAD;
      if (value > header.length) {
        return false;
      }
      int length = unsignedShort(header, at + 1);
      if (value + length > header.length) {
        return false;
      }
      if (header[at] == CHECKSUM) {
        if (isChecked || length != CHECKSUM_BYTES || !isSum(header, value)) {
          return false;
        }
        isChecked = true;
      }
      at = value + length;
    }
    return true;
  }

  /** CRC32C of the header, the sum itself being 0. */
  private static boolean isSum(byte[] header, int at) {
    int said = unsignedShort(header, at) << 16 | unsignedShort(header, at + 2);
    CRC32C sum = new CRC32C();
    sum.update(header, 0, at);
    sum.update(new byte[CHECKSUM_BYTES], 0, CHECKSUM_BYTES);
    sum.update(header, at + CHECKSUM_BYTES, header.length - at - CHECKSUM_BYTES);
    return (int) sum.getValue() == said;
  }
}
