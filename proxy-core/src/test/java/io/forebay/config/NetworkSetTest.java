package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is in a set of networks; {@link Cidr#contains(byte[])} is the model. */
class NetworkSetTest {

  private static NetworkSet of(String... networks) {
    return NetworkSet.of(Arrays.stream(networks).map(Cidr::parse).toList());
  }

  private static byte[] address(String text) {
    return Cidr.parse(text).network();
  }

  @Test
  void emptySet_holdsNothing() {
    assertThat(NetworkSet.EMPTY.isEmpty()).isTrue();
    assertThat(NetworkSet.EMPTY.contains(address("0.0.0.0"))).isFalse();
    assertThat(NetworkSet.EMPTY.contains(address("::"))).isFalse();
    assertThat(NetworkSet.EMPTY.contains(new byte[5])).isFalse();
  }

  @Test
  void firstAndLastAddressesOfNetworks_areIn_theirNeighboursAreNot() {
    NetworkSet set = of("10.0.0.0/8", "192.0.2.7", "2001:db8::/33", "::ffff:198.51.100.0/120");
    for (String in :
        List.of(
            "10.0.0.0",
            "10.255.255.255",
            "192.0.2.7",
            "::ffff:192.0.2.7",
            "198.51.100.255",
            "2001:db8::",
            "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff")) {
      assertThat(set.contains(address(in))).as(in).isTrue();
    }
    for (String out :
        List.of(
            "9.255.255.255",
            "11.0.0.0",
            "192.0.2.6",
            "192.0.2.8",
            "198.51.101.0",
            "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:db8:8000::",
            "a00::")) {
      assertThat(set.contains(address(out))).as(out).isFalse();
    }
  }

  @Test
  void everything_isInNetworksOfLengthZero() {
    NetworkSet v4 = of("0.0.0.0/0");
    assertThat(v4.contains(address("255.255.255.255"))).isTrue();
    assertThat(v4.contains(address("::1"))).isFalse();
    assertThat(of("::/0").contains(address("ffff::1"))).isTrue();
    assertThat(of("::/0").contains(address("10.0.0.1"))).isFalse();
  }

  @Test
  void networksInsideOthers_takeNoRoom_whateverTheirOrder() {
    NetworkSet set = of("10.1.2.3", "10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/9", "10.0.0.0/8");
    assertThat(set.size()).isEqualTo(1);
    assertThat(set).isEqualTo(of("10.0.0.0/8")).hasSameHashCodeAs(of("10.0.0.0/8"));
    assertThat(set).isNotEqualTo(of("10.0.0.0/9")).hasToString("1 networks");
  }

  @Test
  void randomNetworks_holdWhatOneOfThemHolds() {
    Random random = new Random(6);
    for (int history = 0; history < 2_000; history++) {
      List<Cidr> networks = new ArrayList<>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        networks.add(network(random));
      }
      NetworkSet set = NetworkSet.of(networks);
      for (int i = 0; i < 40; i++) {
        byte[] address = near(networks, random);
        boolean model = networks.stream().anyMatch(it -> it.contains(address));
        assertThat(set.contains(address)).as("%s in %s", address, networks).isEqualTo(model);
      }
    }
  }

  /** Few different bits, so that networks meet. */
  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : -random.nextInt(2));
    }
    return bytes;
  }

  private static Cidr network(Random random) {
    byte[] bytes = bytes(random);
    int prefix = random.nextInt(8 * bytes.length + 1);
    for (int bit = prefix; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return new Cidr(bytes, prefix);
  }

  /** Any address, or one that differs from a network's first in a single bit. */
  private static byte[] near(List<Cidr> networks, Random random) {
    if (networks.isEmpty() || random.nextInt(4) == 0) {
      return bytes(random);
    }
    byte[] address = networks.get(random.nextInt(networks.size())).network();
    int bit = random.nextInt(8 * address.length);
    address[bit / 8] ^= (byte) (0x80 >> bit % 8);
    return address;
  }

  @Test
  void hundredThousandNetworks_areFoundEach() {
    List<Cidr> networks = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      networks.add(
          new Cidr(new byte[] {11, (byte) (i >> 15), (byte) (i >> 7), (byte) (i << 1)}, 32));
    }
    NetworkSet set = NetworkSet.of(networks);
    assertThat(set.size()).isEqualTo(100_000);
    for (Cidr network : networks) {
      byte[] address = network.network();
      assertThat(set.contains(address)).isTrue();
      address[3]++;
      assertThat(set.contains(address)).isFalse();
    }
  }
}
