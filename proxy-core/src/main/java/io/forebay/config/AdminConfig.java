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
 *     elsewhere than on loopback addresses and unix sockets health and metrics unless clients have
 *     to say who they are, without which {@link Serve#API} is not served there either
 * @param readyRequires backends that must have a server up for {@code /ready} to say so, default
 *     none
 * @param stats the page of {@link Serve#STATS}; null where that is not served
 * @param status the page of {@link Serve#STATUS}; null where that is not served
 * @param allow who is answered, the others get 403; null for everybody
 * @param hosts by which names it may be called, beside IP addresses and {@code localhost}, where
 *     that matters: on loopback addresses, and elsewhere if there are any; in lower case
 * @param tls how connections are encrypted; null where they are not
 * @param api who may see and change what
 */
public record AdminConfig(
    List<BindAddress> bind,
    Set<Serve> serve,
    List<String> readyRequires,
    @Nullable StatsPageConfig stats,
    @Nullable StubStatusConfig status,
    @Nullable AddressListConfig allow,
    List<String> hosts,
    @Nullable ListenerTlsConfig tls,
    AdminApiConfig api) {
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
    hosts = List.copyOf(hosts);
    Checks.require(!bind.isEmpty(), "bind", bind, "at least one address");
    Checks.require(
        !serve.isEmpty(), "serve", serve, "at least one of health, metrics, stats, api, status");
    Checks.require(
        !serve.contains(Serve.API) || isLocal(bind) || api.auth() != null,
        "serve",
        Serve.API,
        "no api on other addresses than loopback and unix sockets, or auth");
    Checks.require(
        !api.needsCertificates() || asksForCertificates(tls),
        "client_certificates",
        api.auth() + "",
        "tls.client_auth of mode optional or required");
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

  /** Without encryption, and for everybody who is allowed. */
  public AdminConfig(
      List<BindAddress> bind,
      Set<Serve> serve,
      List<String> readyRequires,
      @Nullable StatsPageConfig stats,
      @Nullable StubStatusConfig status,
      @Nullable AddressListConfig allow) {
    this(bind, serve, readyRequires, stats, status, allow, List.of(), null, AdminApiConfig.DEFAULT);
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
    return new AdminConfig(addresses, serve, readyRequires, stats, status, allow, hosts, tls, api);
  }

  /** What is served at {@code bind} where nothing is said. */
  public static Set<Serve> defaultServe(List<BindAddress> bind, AdminApiConfig api) {
    Set<Serve> serve = EnumSet.copyOf(USUAL);
    if (!isLocal(bind) && api.auth() == null) {
      serve.remove(Serve.STATS);
      serve.remove(Serve.API);
    }
    return serve;
  }

  /** Whether only this machine can connect there. */
  private static boolean isLocal(List<BindAddress> bind) {
    return bind.stream().allMatch(BindAddress::isLocal);
  }

  /** Whether clients that connect by {@code tls} may show certificates. */
  public static boolean asksForCertificates(@Nullable ListenerTlsConfig tls) {
    return tls != null && tls.clientAuth().mode() != ClientAuthMode.NONE;
  }
}
