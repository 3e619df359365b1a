package io.forebay.net;

import io.forebay.config.SendProxy;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes headers of the PROXY protocol. Both addresses are of one family: an IPv4 address beside
 * one of IPv6 is written as an IPv4-mapped one. A destination that is not known is all zeros.
 */
public final class ProxyHeaderWriter {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
  private static final int IPV4_BYTES = 4;

  private ProxyHeaderWriter() {}

  /** The bytes of {@code header}; {@code version} is not {@link SendProxy#NONE}. */
  public static byte[] write(SendProxy version, ProxyHeader header) {
    InetSocketAddress source = header.local() ? null : header.source();
    boolean isText = version == SendProxy.V1;
    if (source == null) {
      return isText
          ? "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII)
          : binary(ProxyHeaderV2.COMMAND_LOCAL, 0, new byte[0]);
    }
    InetSocketAddress destination = header.destination();
    byte[] from = source.getAddress().getAddress();
    byte[] to = destination == null ? new byte[from.length] : destination.getAddress().getAddress();
    boolean isMixed = from.length != to.length;
    from = isMixed ? mapped(from) : from;
    to = isMixed ? mapped(to) : to;
    return isText
        ? text(from, to, source.getPort(), port(destination))
        : binary(from, to, source.getPort(), port(destination));
  }

  private static int port(@Nullable InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }

  private static byte[] mapped(byte[] address) {
    if (address.length != IPV4_BYTES) {
      return address;
    }
    byte[] mapped = Arrays.copyOf(MAPPED, 16);
    System.arraycopy(address, 0, mapped, MAPPED.length, IPV4_BYTES);
    return mapped;
  }

  private static byte[] text(byte[] from, byte[] to, int fromPort, int toPort) {
    String line =
        "PROXY %s %s %s %d %d\r\n"
            .formatted(
                from.length == IPV4_BYTES ? "TCP4" : "TCP6",
                NetUtil.bytesToIpAddress(from),
                NetUtil.bytesToIpAddress(to),
                fromPort,
                toPort);
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] binary(byte[] from, byte[] to, int fromPort, int toPort) {
    ByteArrayOutputStream addresses = new ByteArrayOutputStream();
    addresses.writeBytes(from);
    addresses.writeBytes(to);
    writeShort(addresses, fromPort);
    writeShort(addresses, toPort);
    int family = from.length == IPV4_BYTES ? ProxyHeaderV2.INET : ProxyHeaderV2.INET6;
    return binary(
        ProxyHeaderV2.COMMAND_PROXY, family << 4 | ProxyHeaderV2.STREAM, addresses.toByteArray());
  }

  private static byte[] binary(int command, int family, byte[] addresses) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(ProxyHeaderReader.V2);
    header.write(ProxyHeaderV2.VERSION << 4 | command);
    header.write(family);
    writeShort(header, addresses.length);
    header.writeBytes(addresses);
    return header.toByteArray();
  }

  private static void writeShort(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
