package io.forebay.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses for operators and their tools, apart from the traffic.
 *
 * @param bind at least one address, default 127.0.0.1:8404
 * @param serve what is answered here, at least one thing, default all but {@link Serve#STATUS},
 *     elsewhere than on loopback addresses and unix sockets health and metrics; {@link Serve#API}
 *     on loopback addresses and unix sockets only
 * @param readyRequires backends that must have a server up for {@code /ready} to say so, default
 *     none
 * @param stats the page of {@link Serve#STATS}; null where that is not served
 * @param status the page of {@link Serve#STATUS}; null where that is not served
 * @param allow who is answered, the others get 403; null for everybody
 */
public record AdminConfig(
    List<BindAddress> bind,
    Set<Serve> serve,
    List<String> readyRequires,
    @Nullable StatsPageConfig stats,
    @Nullable StubStatusConfig status,
    @Nullable AddressListConfig allow) {
  private static final Set<Serve> USUAL =
      EnumSet.of(Serve.HEALTH, Serve.METRICS, Serve.STATS, Serve.API);

  public static final AdminConfig DEFAULT =
      new AdminConfig(List.of(new BindAddress("127.0.0.1", 8404)), USUAL, List.of());

  /** Something that an admin listener answers. */
  public enum Serve {
    /** {@code /health} and {@code /ready}. */
    HEALTH,
    /** {@code /metrics}. */
    METRICS,
    /** {@code /stats}, the page for people. */
    STATS,
    /** {@code /api/v1}, which tells all and changes things. */
    API,
    /** A page as nginx's {@code stub_status}. */
    STATUS
  }

  public AdminConfig {
    bind = List.copyOf(bind);
    serve = Checks.enums(Serve.class, serve);
    readyRequires = List.copyOf(readyRequires);
    Checks.require(!bind.isEmpty(), "bind", bind, "at least one address");
    Checks.require(
        !serve.isEmpty(), "serve", serve, "at least one of health, metrics, stats, api, status");
    Checks.require(
        !serve.contains(Serve.API) || isLocal(bind),
        "serve",
        Serve.API,
        "no api on other addresses than loopback and unix sockets");
    Checks.require(
        serve.contains(Serve.STATS) == (stats != null),
        "stats",
        stats + "",
        "stats where it is served, and nowhere else");
    Checks.require(
        serve.contains(Serve.STATUS) == (status != null),
        "status",
        status + "",
        "status where it is served, and nowhere else");
  }

  /** For everybody, with the usual pages where {@code serve} has one. */
  public AdminConfig(List<BindAddress> bind, Set<Serve> serve, List<String> readyRequires) {
    this(
        bind,
        serve,
        readyRequires,
        serve.contains(Serve.STATS) ? StatsPageConfig.DEFAULT : null,
        serve.contains(Serve.STATUS) ? StubStatusConfig.DEFAULT : null,
        null);
  }

  /** The same at other addresses. */
  public AdminConfig at(List<BindAddress> addresses) {
    return new AdminConfig(addresses, serve, readyRequires, stats, status, allow);
  }

  /** What is served at {@code bind} where nothing is said. */
  public static Set<Serve> defaultServe(List<BindAddress> bind) {
    Set<Serve> serve = EnumSet.copyOf(USUAL);
    if (!isLocal(bind)) {
      serve.remove(Serve.STATS);
      serve.remove(Serve.API);
    }
    return serve;
  }

  /** Whether only this machine can connect there. */
  private static boolean isLocal(List<BindAddress> bind) {
    return bind.stream().allMatch(BindAddress::isLocal);
  }
}
