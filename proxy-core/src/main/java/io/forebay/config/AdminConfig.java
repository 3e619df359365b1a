package io.forebay.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Addresses for operators and their tools, apart from the traffic.
 *
 * @param bind at least one address, default 127.0.0.1:8404
 * @param serve what is answered here, at least one thing, default all there can be; {@link
 *     Serve#API} on loopback addresses and unix sockets only
 * @param readyRequires backends that must have a server up for {@code /ready} to say so, default
 *     none
 */
public record AdminConfig(List<BindAddress> bind, Set<Serve> serve, List<String> readyRequires) {
  public static final AdminConfig DEFAULT =
      new AdminConfig(
          List.of(new BindAddress("127.0.0.1", 8404)), EnumSet.allOf(Serve.class), List.of());

  /** Something that an admin listener answers. */
  public enum Serve {
    /** {@code /health} and {@code /ready}. */
    HEALTH,
    /** {@code /metrics}. */
    METRICS,
    /** {@code /api/v1}, which tells all and changes things. */
    API
  }

  public AdminConfig {
    bind = List.copyOf(bind);
    serve = Checks.enums(Serve.class, serve);
    readyRequires = List.copyOf(readyRequires);
    Checks.require(!bind.isEmpty(), "bind", bind, "at least one address");
    Checks.require(!serve.isEmpty(), "serve", serve, "at least one of health, metrics and api");
    Checks.require(
        !serve.contains(Serve.API) || isLocal(bind),
        "serve",
        Serve.API,
        "no api on other addresses than loopback and unix sockets");
  }

  /** What is served at {@code bind} where nothing is said. */
  public static Set<Serve> defaultServe(List<BindAddress> bind) {
    Set<Serve> serve = EnumSet.allOf(Serve.class);
    if (!isLocal(bind)) {
      serve.remove(Serve.API);
    }
    return serve;
  }

  /** Whether only this machine can connect there. */
  private static boolean isLocal(List<BindAddress> bind) {
    return bind.stream().allMatch(BindAddress::isLocal);
  }
}
