package io.forebay.filter;

import io.forebay.backend.Server;
import io.forebay.backend.StickyServer;
import io.forebay.backend.WeightedServer;
import io.forebay.config.StickyConfig;
import io.forebay.cookie.CookieKey;
import io.forebay.cookie.TokenTable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one backend by what stands for them in cookies. That depends on the names of
 * backend and server and on the key alone: not on addresses, on the order of servers or on the
 * process. Immutable; any event loop.
 */
public final class StickyServers {

  /** With dates behind it a token is another one, so that it cannot be used without them. */
  private static final String DATED = "sticky, dated";

  private static final String BARE = "sticky";

  private final TokenTable<StickyServer> table;
  private final Map<Server, byte[]> tokens = new IdentityHashMap<>();

  /** Those of the backend with this name, by tokens that {@code key} makes. */
  public StickyServers(
      String backend, List<WeightedServer> servers, StickyConfig config, CookieKey key) {
    List<TokenTable.Entry<StickyServer>> entries = new ArrayList<>();
    for (WeightedServer it : servers) {
      String kind = config.isDated() ? DATED : BARE;
      byte[] token = key.token(kind, backend, it.server().name());
      StickyServer server =
          new StickyServer(it, config.isKeptWhileDraining(), config.failsWithServer());
      entries.add(new TokenTable.Entry<>(token, server));
      tokens.put(it.server(), token);
    }
    table = new TokenTable<>(entries);
  }

  /** The server whose token begins at {@code from}; null if there is none. */
  @Nullable StickyServer find(byte[] bytes, int from, int to) {
    return table.find(bytes, from, to);
  }

  /** The token of one of these servers; null for any other. Not to be changed. */
  byte @Nullable [] token(Server server) {
    return tokens.get(server);
  }
}
