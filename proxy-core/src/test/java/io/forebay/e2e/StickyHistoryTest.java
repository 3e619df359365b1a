package io.forebay.e2e;

import static io.forebay.e2e.StickySetup.SECRET;
import static io.forebay.e2e.StickySetup.cookie;
import static io.forebay.e2e.StickySetup.get;
import static io.forebay.e2e.StickySetup.named;
import static io.forebay.e2e.StickySetup.server;
import static io.forebay.e2e.StickySetup.setCookies;
import static io.forebay.e2e.StickySetup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.ServerState;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients with cookies while servers come and go, against what each of them may expect. */
@ExtendWith(LeakExtension.class)
class StickyHistoryTest {

  private static final List<String> NAMES = List.of("a", "b", "c", "d");
  private static final int STEPS = 300;
  private static final int CLIENTS = 5;

  /** What the test knows of a server. */
  private static final class Known {
    private boolean up = true;
    private AdminState admin = AdminState.READY;

    private boolean takesNew() {
      return up && admin == AdminState.READY;
    }

    private boolean keeps(boolean whileDraining) {
      return up && (admin == AdminState.READY || whileDraining && admin == AdminState.DRAIN);
    }
  }

  private final Map<String, PairOrigin> origins = new HashMap<>();
  private final Map<String, Known> known = new HashMap<>();
  private final List<String> order = new ArrayList<>();
  private final String[] jars = new String[CLIENTS];
  private final String[] had = new String[CLIENTS];

  @ParameterizedTest
  @CsvSource({
    "1, keep, rebalance",
    "2, keep, fail",
    "3, rebalance, rebalance",
    "4, rebalance, fail",
    "5, keep, rebalance"
  })
  void everyClient_keepsItsServerAsLongAsItMay(int seed, String draining, String down)
      throws Exception {
    Random random = new Random(seed);
    String sticky =
        "sticky: {cookie: SERVERID, when_draining: %s, when_server_down: %s}"
            .formatted(draining, down);
    NAMES.forEach(it -> origins.put(it, named(it)));
    NAMES.forEach(this::add);
    try (TestProxy proxy = TestProxy.start(configuration(sticky));
        PairClient one = PairClient.connect(false, proxy.port());
        PairClient two = PairClient.connect(true, proxy.port())) {
      for (int step = 0; step < STEPS; step++) {
        int what = random.nextInt(10);
        if (what == 0) {
          reload(proxy, sticky, random);
        } else if (what < 3) {
          change(proxy, random);
        } else {
          int client = random.nextInt(CLIENTS);
          PairClient by = random.nextBoolean() ? one : two;
          ask(by, client, draining.equals("keep"), down.equals("fail"));
        }
      }
      Setup.awaitIdle(proxy);
    } finally {
      origins.values().forEach(PairOrigin::close);
    }
  }

  private void add(String name) {
    order.add(name);
    known.put(name, new Known());
  }

  private String configuration(String sticky) {
    return yaml(SECRET, sticky, order.stream().map(it -> server(it, origins.get(it))).toList());
  }

  /** Other servers, in another order; one that comes back is a new one. */
  private void reload(TestProxy proxy, String sticky, Random random) throws Exception {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    if (!known.containsKey(name)) {
      add(name);
    } else if (order.size() > 1) {
      order.remove(name);
      known.remove(name);
    }
    Collections.shuffle(order, random);
    proxy.proxy().apply(TestProxy.parse(configuration(sticky)));
  }

  private void change(TestProxy proxy, Random random) {
    int number = random.nextInt(order.size());
    Known it = known.get(order.get(number));
    if (random.nextBoolean()) {
      it.up = !it.up;
    } else {
      it.admin = AdminState.values()[random.nextInt(AdminState.values().length)];
    }
    Setup.change(
        proxy,
        number,
        server -> {
          server.state(it.up ? ServerState.UP : ServerState.DOWN);
          server.adminState(it.admin);
        });
  }

  private void ask(PairClient by, int client, boolean whileDraining, boolean fails) {
    PairMessage answer = by.send(get(jars[client])).whole();
    Known own = had[client] == null ? null : known.get(had[client]);
    TreeSet<String> open = new TreeSet<>();
    known.forEach((name, it) -> addIf(open, name, it.takesNew()));
    if (own != null && own.keeps(whileDraining)) {
      assertThat(answer.body()).isEqualTo(had[client]);
      assertThat(setCookies(answer)).isEmpty();
    } else if (own != null && fails && !own.up || open.isEmpty()) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(setCookies(answer)).isEmpty();
    } else {
      assertThat(open).contains(answer.body());
      jars[client] = cookie(answer);
      had[client] = answer.body();
    }
  }

  private static void addIf(TreeSet<String> open, String name, boolean takesNew) {
    if (takesNew) {
      open.add(name);
    }
  }
}
