package io.forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server makes up for that joins others under least connections. */
class LeastConnectionsScaleTest {

  private static final int ROUNDS = 200;

  private final LeastConnections policy = new LeastConnections();
  private final List<WeightedServer> servers = new ArrayList<>(Servers.equal(2));

  private int picksOf(Server server, int picks) {
    EligibleServers eligible = EligibleServers.of(servers);
    int count = 0;
    for (int i = 0; i < picks; i++) {
      if (policy.pick(eligible, LoadBalancer.NO_KEY, null) == server) {
        count++;
      }
    }
    return count;
  }

  private Server join(Duration slowStart) {
    picksOf(servers.get(0).server(), ROUNDS);
    Server joining = Servers.server(3);
    joining.joinsOthers();
    servers.add(new WeightedServer(joining, 1, false, 0, null, slowStart.toNanos(), 0));
    return joining;
  }

  @Test
  void withoutSlowStart_64TurnsAtMost() {
    Server joining = join(Duration.ZERO);
    assertThat(picksOf(joining, 124)).isEqualTo(64 + 20);
  }

  @Test
  void withATenthOfItsShare_aTenthOf64TurnsAtMost() {
    Server joining = join(Duration.ofSeconds(10));
    assertThat(picksOf(joining, 70)).isBetween(6, 10);
  }
}
