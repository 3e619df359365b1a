package io.forebay.net;

import io.forebay.config.IpLiteral;
import io.forebay.net.ProxyHeaderReader.Result;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The line of version 1: {@code PROXY TCP4 192.0.2.1 192.0.2.9 40000 443}. */
final class ProxyHeaderV1 {

  /** With its end; enough for two of the longest addresses. */
  private static final int MAX_BYTES = 107;

  private static final int PARTS = 6;
  private static final int MAX_PORT = 65_535;

  private ProxyHeaderV1() {}

  static Result read(ByteBuf in) {
    int from = in.readerIndex();
    int limit = Math.min(in.readableBytes(), MAX_BYTES - 1);
    for (int i = 0; i < limit; i++) {
      byte b = in.getByte(from + i);
      if (b == '\n') {
        return Result.MALFORMED;
      }
      if (b == '\r') {
        return i + 1 == in.readableBytes() ? Result.INCOMPLETE : readLine(in, i);
      }
    }
    return limit == MAX_BYTES - 1 ? Result.MALFORMED : Result.INCOMPLETE;
  }

  private static Result readLine(ByteBuf in, int length) {
    int from = in.readerIndex();
    if (in.getByte(from + length + 1) != '\n') {
      return Result.MALFORMED;
    }
    ProxyHeader header = parse(in.toString(from, length, StandardCharsets.ISO_8859_1));
    return header == null ? Result.MALFORMED : Result.complete(length + 2, header);
  }

  private static @Nullable ProxyHeader parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts[1].equals("UNKNOWN")) {
      // What follows is to be ignored.
      return ProxyHeader.LOCAL;
    }
    int addressLength = parts[1].equals("TCP4") ? 4 : parts[1].equals("TCP6") ? 16 : 0;
    if (addressLength == 0 || parts.length != PARTS) {
      return null;
    }
    InetSocketAddress source = address(parts[2], parts[4], addressLength);
    InetSocketAddress destination = address(parts[3], parts[5], addressLength);
    return source == null || destination == null
        ? null
        : new ProxyHeader(false, source, destination);
  }

  private static @Nullable InetSocketAddress address(String host, String port, int length) {
    byte[] address = IpLiteral.parse(host);
    int number = port(port);
    return address == null || address.length != length || number < 0 ? null : of(address, number);
  }

  /** -1 for what is no port, such as one with a leading zero. */
  private static int port(String text) {
    boolean isNumber = text.matches("0|[1-9][0-9]{0,4}");
    int port = isNumber ? Integer.parseInt(text) : -1;
    return port > MAX_PORT ? -1 : port;
  }

  /** Nothing is looked up; an IPv4-mapped address becomes an IPv4 one. */
  static InetSocketAddress of(byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("address: " + address.length + " (expected: 4 or 16)", e);
    }
  }
}
