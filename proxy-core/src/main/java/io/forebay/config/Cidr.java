package io.forebay.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A network: an address and the number of its leading bits that count. IPv4-mapped IPv6 addresses
 * ({@code ::ffff:a.b.c.d}) are IPv4 on both sides of every comparison, because a dual-stack socket
 * reports IPv4 clients that way. Nothing is ever resolved.
 */
public final class Cidr {
  private static final String EXPECTED =
      "an IP address or a network, such as 10.0.0.0/8 or ::1/128";
  private static final int MAPPED_BITS = 96;

  /** By first address, those with more addresses first; of one version of IP. */
  static final Comparator<Cidr> BY_ADDRESS =
      ((Comparator<Cidr>) (a, b) -> Arrays.compareUnsigned(a.network, b.network))
          .thenComparingInt(Cidr::prefix);

  private final byte[] network;
  private final int prefix;

  /**
   * @param network 4 or 16 bytes; the bits after the prefix must be 0
   * @param prefix 0 to the number of bits in the address
   */
  public Cidr(byte[] network, int prefix) {
    Checks.require(
        network.length == 4 || network.length == 16, "network", network.length, "4 or 16 bytes");
    Checks.range("prefix", prefix, 0, 8 * network.length);
    boolean mapped = IpLiteral.isMapped(network) && prefix >= MAPPED_BITS;
    this.network = mapped ? IpLiteral.unmapped(network) : network.clone();
    this.prefix = mapped ? prefix - MAPPED_BITS : prefix;
    Checks.require(
        Arrays.equals(masked(this.network, this.prefix), this.network),
        "network",
        text(this.network, this.prefix),
        "no bits after the prefix; did you mean "
            + text(masked(this.network, this.prefix), this.prefix)
            + "?");
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code ::1/128} or a bare address, which stands for itself alone.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw problem(text, EXPECTED);
    }
    int bits = 8 * address.length;
    int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw problem(text, "a prefix from 0 to " + bits);
    }
    byte[] masked = masked(address, prefix);
    if (!Arrays.equals(masked, address)) {
      throw problem(text, "no bits after the prefix; did you mean " + text(masked, prefix) + "?");
    }
    return new Cidr(address, prefix);
  }

  private static int prefix(String digits) {
    return digits.matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(digits) : -1;
  }

  /** A copy of the network's address, 4 or 16 bytes. */
  public byte[] network() {
    return network.clone();
  }

  /** Whether its addresses are those of IPv4. */
  boolean isV4() {
    return network.length == 4;
  }

  /** How many leading bits count. */
  public int prefix() {
    return prefix;
  }

  /** Whether the network holds this address; 4 or 16 bytes, anything else is outside. */
  public boolean contains(byte[] rawAddress) {
    return matches(rawAddress, IpLiteral.isMapped(rawAddress) ? 12 : 0);
  }

  /** Whether the network holds this address. */
  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  private boolean matches(byte[] address, int offset) {
    if (address.length - offset != network.length) {
      return false;
    }
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (address[offset + i] != network[i]) {
        return false;
      }
    }
    int rest = prefix % 8;
    return rest == 0 || (address[offset + whole] ^ network[whole]) >> 8 - rest == 0;
  }

  private static byte[] masked(byte[] address, int prefix) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < masked.length; i++) {
      int bits = Math.max(0, Math.min(8, prefix - 8 * i));
      masked[i] = (byte) (address[i] & 0xff00 >> bits);
    }
    return masked;
  }

  private static String text(byte[] address, int prefix) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < address.length; i += address.length == 4 ? 1 : 2) {
      if (address.length == 4) {
        text.append(i == 0 ? "" : ".").append(address[i] & 0xff);
      } else {
        int group = (address[i] & 0xff) << 8 | address[i + 1] & 0xff;
        text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
      }
    }
    return text.append('/').append(prefix).toString();
  }

  private static IllegalArgumentException problem(String text, String expected) {
    return new IllegalArgumentException(text + " (expected: " + expected + ")");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cidr that
        && prefix == that.prefix
        && Arrays.equals(network, that.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefix;
  }

  /** {@code 10.0.0.0/8} or {@code 0:0:0:0:0:0:0:1/128}; {@link #parse} reads it. */
  @Override
  public String toString() {
    return text(network, prefix);
  }
}
