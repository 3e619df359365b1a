package io.forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.backend.WeightedServer;
import io.forebay.util.Ascii;
import io.forebay.util.Hash64;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nothing here is random: keys and servers have names, and hashes have no seed. */
class ConsistentHashTest {

  private static final int KEYS = 20_000;

  private final LoadBalancer hash = new ConsistentHash(1.25);

  @Test
  void placement_isPinned() {
    // Proxies of different versions stand side by side during an upgrade: this must not change.
    EligibleServers five = EligibleServers.of(Servers.equal(5));
    EligibleServers weighted = EligibleServers.of(Servers.of(1, 2, 3, 4, 5));
    List<String> equal = new ArrayList<>();
    List<String> byWeight = new ArrayList<>();
    for (int key = 0; key < 12; key++) {
      equal.add(pick(five, key).name());
      byWeight.add(pick(weighted, key).name());
    }
    assertThat(String.join(" ", equal)).isEqualTo("s2 s3 s3 s3 s4 s4 s1 s3 s5 s4 s1 s1");
    assertThat(String.join(" ", byWeight)).isEqualTo("s4 s3 s3 s3 s4 s4 s1 s3 s5 s4 s5 s3");
  }

  @Test
  void equalServers_getEqualParts() {
    Map<String, Integer> shares = shares(EligibleServers.of(Servers.equal(10)));
    assertThat(shares).hasSize(10);
    assertThat(shares.values()).allMatch(it -> Math.abs(it - KEYS / 10) < KEYS / 10 / 10);
  }

  @Test
  void weights_givePartsInProportion() {
    Map<String, Integer> shares = shares(EligibleServers.of(Servers.of(1, 4, 5)));
    assertThat(shares.get("s1")).isBetween(1_900, 2_100);
    assertThat(shares.get("s2")).isBetween(7_800, 8_200);
    assertThat(shares.get("s3")).isBetween(9_800, 10_200);
  }

  @Test
  void orderOfServers_doesNotMatter() {
    List<WeightedServer> servers = Servers.of(1, 2, 3, 4, 5);
    List<WeightedServer> reversed = new ArrayList<>(servers);
    Collections.reverse(reversed);
    EligibleServers one = EligibleServers.of(servers);
    EligibleServers other = EligibleServers.of(reversed);
    assertThat(moved(one, other)).isZero();
  }

  @Test
  void serverAdded_takesItsPartAndNothingElseMoves() {
    EligibleServers nine = EligibleServers.of(Servers.equal(9));
    EligibleServers ten = EligibleServers.of(Servers.equal(10));
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      Server before = pick(nine, key);
      Server after = pick(ten, key);
      if (!before.name().equals(after.name())) {
        assertThat(after.name()).isEqualTo("s10");
        moved++;
      }
    }
    assertThat(moved).isBetween(KEYS / 10 * 9 / 10, KEYS / 10 * 11 / 10);
  }

  @Test
  void serverRemoved_itsKeysSpreadOverAllOthersAndNothingElseMoves() {
    List<WeightedServer> servers = Servers.equal(10);
    EligibleServers ten = EligibleServers.of(servers);
    EligibleServers nine = EligibleServers.of(servers.subList(0, 9));
    Map<String, Integer> heirs = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      Server before = pick(ten, key);
      Server after = pick(nine, key);
      if (before.name().equals("s10")) {
        heirs.merge(after.name(), 1, Integer::sum);
      } else {
        assertThat(after).isSameAs(before);
      }
    }
    assertThat(heirs).hasSize(9);
    assertThat(heirs.values()).allMatch(it -> it > KEYS / 90 / 2 && it < KEYS / 90 * 2);
  }

  @Test
  void weightRaised_onlyThatServerGains() {
    EligibleServers before = EligibleServers.of(Servers.of(1, 1, 1, 1));
    EligibleServers after = EligibleServers.of(Servers.of(1, 1, 1, 2));
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      String to = pick(after, key).name();
      if (!to.equals(pick(before, key).name())) {
        assertThat(to).isEqualTo("s4");
        moved++;
      }
    }
    // from a quarter to two fifths
    assertThat(moved).isBetween(KEYS * 15 / 100 - 300, KEYS * 15 / 100 + 300);
  }

  @Test
  void backendName_isPartOfTheHash() {
    Server one = new Server(1, "a", "s", new java.net.InetSocketAddress("127.0.0.1", 1));
    Server other = new Server(2, "b", "s", new java.net.InetSocketAddress("127.0.0.1", 1));
    assertThat(one.nameHash()).isNotEqualTo(other.nameHash());
  }

  @Test
  void serverAboveItsBound_keySpillsToTheSameOtherServerEachTime() {
    List<WeightedServer> servers = Servers.equal(4);
    EligibleServers eligible = EligibleServers.of(servers);
    Server home = pick(eligible, 1);
    TriedServers tried = new TriedServers();
    tried.add(home);
    Server second = hash.pick(eligible, key(1), tried);
    // 4 in flight over 4 servers: the bound is ceil(1.25 * 5 / 4) = 2
    servers.forEach(it -> it.server().begin());
    assertThat(pick(eligible, 1)).isSameAs(home);
    home.begin();
    for (int i = 0; i < 10; i++) {
      assertThat(pick(eligible, 1)).isSameAs(second);
    }
    home.end();
    assertThat(pick(eligible, 1)).isSameAs(home);
  }

  @Test
  void oneHotKey_noServerExceedsItsBound() {
    List<WeightedServer> servers = Servers.of(1, 2, 3);
    EligibleServers eligible = EligibleServers.of(servers);
    for (int total = 1; total <= 600; total++) {
      pick(eligible, 7).begin();
      double bound = 1.25 * total / 6;
      assertThat(servers).allMatch(it -> it.server().inFlight() <= Math.ceil(bound * it.weight()));
    }
  }

  @Test
  void noBound_keyStaysWhateverTheLoad() {
    List<WeightedServer> servers = Servers.equal(3);
    EligibleServers eligible = EligibleServers.of(servers);
    LoadBalancer unbounded = new ConsistentHash(0);
    Server home = unbounded.pick(eligible, key(5), null);
    for (int i = 0; i < 100; i++) {
      home.begin();
      assertThat(unbounded.pick(eligible, key(5), null)).isSameAs(home);
    }
  }

  private Server pick(EligibleServers eligible, int key) {
    return hash.pick(eligible, key(key), null);
  }

  private int moved(EligibleServers before, EligibleServers after) {
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      moved += pick(before, key) == pick(after, key) ? 0 : 1;
    }
    return moved;
  }

  private Map<String, Integer> shares(EligibleServers eligible) {
    Map<String, Integer> shares = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      shares.merge(pick(eligible, key).name(), 1, Integer::sum);
    }
    return shares;
  }

  private static long key(int number) {
    byte[] bytes = Ascii.bytes("user-" + number);
    return Hash64.of(bytes, 0, bytes.length);
  }
}
