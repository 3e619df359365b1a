package io.forebay.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any number of networks as one set, which tells in one binary search, without allocating, whether
 * an address is in it. IPv4-mapped IPv6 addresses are IPv4, as in {@link Cidr}. Immutable; 17 bytes
 * for each network.
 */
public final class NetworkSet {

  /** Holds no address. */
  public static final NetworkSet EMPTY = of(List.of());

  private final Networks v4;
  private final Networks v6;

  private NetworkSet(Networks v4, Networks v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /** The addresses that are in any of {@code networks}. */
  public static NetworkSet of(Collection<Cidr> networks) {
    return new NetworkSet(Networks.of(networks, true), Networks.of(networks, false));
  }

  /** Whether there is no address in it. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** How many networks it takes; one inside another is none of its own. */
  public int size() {
    return v4.high.length + v6.high.length;
  }

  /** Whether this address is in it; 4 or 16 bytes, anything else is not. */
  public boolean contains(byte[] rawAddress) {
    if (rawAddress.length == 4) {
      return v4.contain(word(rawAddress, 0, 4) << 32, 0);
    }
    if (rawAddress.length != 16) {
      return false;
    }
    return IpLiteral.isMapped(rawAddress)
        ? v4.contain(word(rawAddress, 12, 4) << 32, 0)
        : v6.contain(word(rawAddress, 0, 8), word(rawAddress, 8, 8));
  }

  private static long word(byte[] bytes, int from, int length) {
    long word = 0;
    for (int i = from; i < from + length; i++) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetworkSet that && v4.equals(that.v4) && v6.equals(that.v6);
  }

  @Override
  public int hashCode() {
    return 31 * v4.hashCode() + v6.hashCode();
  }

  /** How many networks it is, as there may be very many of them. */
  @Override
  public String toString() {
    return size() + " networks";
  }

  /*
   * Two networks are apart, or one holds the other. Without those that others hold, in the order of
   * their first addresses, the only one that can hold an address is the last that begins at or
   * before it. Addresses are 128 bits, filled up with zeros behind IPv4.
   */
  private static final class Networks {
    private final long[] high;
    private final long[] low;
    private final byte[] prefix;

    private Networks(int size) {
      high = new long[size];
      low = new long[size];
      prefix = new byte[size];
    }

    static Networks of(Collection<Cidr> networks, boolean v4) {
      List<Cidr> sorted =
          networks.stream().filter(it -> it.isV4() == v4).sorted(Cidr.BY_ADDRESS).toList();
      Networks all = new Networks(sorted.size());
      int size = 0;
      for (Cidr cidr : sorted) {
        byte[] network = Arrays.copyOf(cidr.network(), 16);
        long highWord = word(network, 0, 8);
        long lowWord = word(network, 8, 8);
        if (size == 0 || !all.holds(size - 1, highWord, lowWord)) {
          all.high[size] = highWord;
          all.low[size] = lowWord;
          all.prefix[size++] = (byte) cidr.prefix();
        }
      }
      return all.first(size);
    }

    private Networks first(int size) {
      Networks cut = new Networks(size);
      System.arraycopy(high, 0, cut.high, 0, size);
      System.arraycopy(low, 0, cut.low, 0, size);
      System.arraycopy(prefix, 0, cut.prefix, 0, size);
      return cut;
    }

    boolean contain(long highWord, long lowWord) {
      int from = 0;
      int to = high.length;
      while (from < to) {
        int middle = from + to >>> 1;
        if (compare(middle, highWord, lowWord) <= 0) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from > 0 && holds(from - 1, highWord, lowWord);
    }

    private int compare(int index, long highWord, long lowWord) {
      int byHigh = Long.compareUnsigned(high[index], highWord);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low[index], lowWord);
    }

    private boolean holds(int index, long highWord, long lowWord) {
      // A byte holds 0 to 128 only without its sign.
      int bits = prefix[index] & 0xff;
      return ((high[index] ^ highWord) & mask(bits)) == 0
          && ((low[index] ^ lowWord) & mask(bits - 64)) == 0;
    }

    /** The leading {@code bits} of 64, 0 or less for none. */
    private static long mask(int bits) {
      return bits <= 0 ? 0 : -1L << Math.max(0, 64 - bits);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Networks that
          && Arrays.equals(high, that.high)
          && Arrays.equals(low, that.low)
          && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(high) + Arrays.hashCode(low);
    }
  }
}
