package io.forebay.config.yaml;

import io.forebay.config.HttpCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.InitialState;
import io.forebay.config.OwnCheck;
import io.forebay.config.SendProxy;
import io.forebay.config.ServerConfig;
import io.forebay.config.UpstreamHost;
import io.forebay.config.UpstreamTlsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code servers} of a backend. */
final class ServerSection {
  private static final String EXPECTED = "host:port, such as 10.0.0.1:8080";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,128}");
  private static final Pattern URL = Pattern.compile("[a-z0-9+]+://([^/@]+)/?");

  /** What servers have that say nothing of their own. */
  record Inherited(
      int maxConnections,
      int checkPort,
      Duration drainTimeout,
      @Nullable String checkAddress,
      @Nullable Place check,
      InitialState initialState,
      Duration slowStart,
      int priority,
      HttpProtocol protocol,
      @Nullable Place tlsPlace,
      @Nullable UpstreamTlsConfig tls,
      UpstreamHost told,
      SendProxy sendProxy) {}

  private ServerSection() {}

  /** What {@code backend} says for servers that say nothing of their own. */
  static Inherited inherited(MapReader backend, InitialState initialState) {
    Place tls = backend.at("tls");
    return new Inherited(
        backend.integer("max_connections", 0, 0, ServerConfig.MAX_CONNECTIONS),
        CheckPlaces.portOfBackend(backend),
        backend.duration("drain_timeout", ServerConfig.DEFAULT_DRAIN_TIMEOUT),
        CheckPlaces.addressOfBackend(backend),
        backend.at("health_check"),
        initialState,
        slowStart(backend, Duration.ZERO),
        backend.integer("priority", 0, 0, ServerConfig.MAX_PRIORITY),
        protocol(backend, HttpProtocol.HTTP_1_1),
        tls,
        tls == null ? null : UpstreamTlsSection.read(tls),
        told(backend, UpstreamHost.PRESERVE),
        sendProxy(backend, SendProxy.NONE));
  }

  /** The servers without problems. */
  static List<ServerConfig> readAll(MapReader backend, Inherited inherited) {
    Place list = backend.at("servers");
    if (list == null) {
      backend.place().problem("servers is missing (expected: a list of at least one server)");
    } else if (list != null && list.isEmptyList()) {
      list.problem("no server (expected: at least one)");
    }
    List<ServerConfig> servers = new ArrayList<>();
    Map<String, Place> names = new HashMap<>();
    for (Place place : backend.list("servers")) {
      ServerConfig server = read(place, inherited);
      if (server != null) {
        servers.add(server);
        Place first = names.putIfAbsent(server.name(), place);
        if (first != null) {
          place.problem(
              Texts.value(server.name())
                  + ": duplicate server name (first on line "
                  + first.node().line()
                  + ")");
        }
      }
    }
    if (list != null && !servers.isEmpty() && servers.stream().allMatch(ServerConfig::backup)) {
      list.problem("only backups (expected: at least one server that is no backup)");
    }
    return servers;
  }

  private static @Nullable ServerConfig read(Place place, Inherited inherited) {
    if (place.node().kind() != YamlNode.Kind.MAP) {
      ServerConfig address = address(place);
      HttpProtocol protocol = fitting(place, inherited.protocol(), inherited.tls());
      boolean isSent = isSendable(place, inherited.sendProxy(), protocol);
      return address == null || !isSent || !isTold(place, address, inherited.told())
          ? null
          : inheriting(address, inherited, protocol);
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : read(map, inherited);
  }

  private static ServerConfig inheriting(
      ServerConfig server, Inherited inherited, HttpProtocol protocol) {
    return new ServerConfig(
        server.name(),
        server.host(),
        server.port(),
        server.weight(),
        false,
        inherited.maxConnections(),
        server.unixPath() == null ? inherited.checkPort() : 0,
        inherited.drainTimeout(),
        server.unixPath() == null ? inherited.checkAddress() : null,
        null,
        inherited.slowStart(),
        inherited.priority(),
        protocol,
        named(inherited.tls(), inherited.told()),
        inherited.told(),
        inherited.sendProxy());
  }

  private static HttpProtocol protocol(MapReader owner, HttpProtocol inherited) {
    return owner.word("protocol", inherited, Words.protocols());
  }

  /** {@code protocol}, or HTTP/1.1 after the problem that it does not go with {@code tls}. */
  private static HttpProtocol fitting(
      Place place, HttpProtocol protocol, @Nullable UpstreamTlsConfig tls) {
    if (protocol == HttpProtocol.H2 && tls == null) {
      place.problem("protocol h2 without tls (expected: tls, or protocol h2c)");
      return HttpProtocol.HTTP_1_1;
    }
    if (protocol == HttpProtocol.H2C && tls != null) {
      place.problem("protocol h2c with tls (expected: protocol h2, or no tls)");
      return HttpProtocol.HTTP_1_1;
    }
    return protocol;
  }

  private static SendProxy sendProxy(MapReader owner, SendProxy inherited) {
    return owner.word("send_proxy", inherited, Words.of(SendProxy.class));
  }

  /** False after the problem that connections are for many clients. */
  private static boolean isSendable(Place place, SendProxy sendProxy, HttpProtocol protocol) {
    if (sendProxy != SendProxy.NONE && protocol != HttpProtocol.HTTP_1_1) {
      place.problem(
          "send_proxy with protocol "
              + protocol
              + " (expected: none or protocol http/1.1, as HTTP/2 shares connections)");
      return false;
    }
    return true;
  }

  private static UpstreamHost told(MapReader owner, UpstreamHost inherited) {
    Place place = owner.at("host");
    String text = place == null ? null : Scalars.text(place, UpstreamHost.EXPECTED);
    if (place == null || text == null) {
      return inherited;
    }
    if (!HttpCheckConfig.isHost(text)) {
      place.expected(UpstreamHost.EXPECTED);
      return inherited;
    }
    return new UpstreamHost(text);
  }

  /** False after the problem that a unix socket has no name of its own. */
  private static boolean isTold(Place place, ServerConfig address, UpstreamHost told) {
    if (address.unixPath() != null && told.equals(UpstreamHost.UPSTREAM)) {
      place.problem("host upstream with a unix socket (expected: preserve or a host)");
      return false;
    }
    return true;
  }

  private static @Nullable UpstreamTlsConfig named(
      @Nullable UpstreamTlsConfig tls, UpstreamHost told) {
    return tls == null ? null : told.naming(tls);
  }

  private static Duration slowStart(MapReader owner, Duration inherited) {
    Place place = owner.at("slow_start");
    Duration own = place == null ? null : Scalars.duration(place, true);
    return own == null ? inherited : own;
  }

  /** Null after a problem. */
  static @Nullable ServerConfig read(MapReader map, Inherited inherited) {
    Place addressPlace = map.at("address");
    if (addressPlace == null) {
      map.place().problem("address is missing (expected: " + EXPECTED + ")");
    }
    ServerConfig address = addressPlace == null ? null : address(addressPlace);
    Place namePlace = map.at("name");
    String name = namePlace == null ? null : name(namePlace);
    int weight = map.integer("weight", ServerConfig.DEFAULT_WEIGHT, 0, ServerConfig.MAX_WEIGHT);
    boolean backup = map.bool("backup", false);
    int limit =
        map.integer("max_connections", inherited.maxConnections(), 0, ServerConfig.MAX_CONNECTIONS);
    Duration drain = map.duration("drain_timeout", inherited.drainTimeout());
    int checkPort = CheckPlaces.portOfServer(map, address, inherited.checkPort());
    String checkAddress = CheckPlaces.addressOfServer(map, address, inherited.checkAddress());
    OwnCheck own = HealthCheckSection.ofServer(map, inherited.check(), inherited.initialState());
    Duration slow = slowStart(map, inherited.slowStart());
    int priority = priority(map, backup, inherited.priority());
    UpstreamTlsConfig tls = tls(map, inherited);
    Place protocolPlace = map.at("protocol");
    HttpProtocol protocol =
        fitting(
            protocolPlace == null ? map.place() : protocolPlace,
            protocol(map, inherited.protocol()),
            tls);
    UpstreamHost told = told(map, inherited.told());
    Place toldPlace = map.at("host");
    SendProxy sendProxy = sendProxy(map, inherited.sendProxy());
    Place sendPlace = map.at("send_proxy");
    boolean isSent = isSendable(sendPlace == null ? map.place() : sendPlace, sendProxy, protocol);
    map.finish(UnsupportedKeys.Level.SERVER);
    if (address == null
        || !isSent
        || !isTold(toldPlace == null ? map.place() : toldPlace, address, told)) {
      return null;
    }
    String finalName = name == null ? address.name() : name;
    return new ServerConfig(
        finalName,
        address.host(),
        address.port(),
        weight,
        backup,
        limit,
        checkPort,
        drain,
        checkAddress,
        own,
        slow,
        priority,
        protocol,
        named(tls, told),
        told,
        sendProxy);
  }

  /** Null for none, and after a problem. */
  private static @Nullable UpstreamTlsConfig tls(MapReader map, Inherited inherited) {
    Place own = map.at("tls");
    return own == null ? inherited.tls() : UpstreamTlsSection.ofServer(own, inherited.tlsPlace());
  }

  /** Backups are the last group as it is. */
  private static int priority(MapReader map, boolean backup, int inherited) {
    int priority = map.integer("priority", inherited, 0, ServerConfig.MAX_PRIORITY);
    Place place = map.at("priority");
    if (backup && place != null && priority > 0) {
      place.problem("with backup: true (expected: one of the two)");
    }
    return backup ? 0 : priority;
  }

  private static @Nullable String name(Place place) {
    String expected =
        "a name of at most 128 letters, digits, hyphens, dots, colons, brackets and underscores";
    String name = Scalars.text(place, expected);
    if (name != null && !NAME.matcher(name).matches()) {
      place.expected(expected);
      return null;
    }
    return name;
  }

  private static @Nullable ServerConfig address(Place place) {
    String text = Scalars.text(place, EXPECTED);
    var url = URL.matcher(text == null ? "" : text);
    if (url.matches()) {
      String suggestion = url.group(1).indexOf(':') < 0 ? url.group(1) + ":80" : url.group(1);
      place.expected("host:port without a scheme", suggestion);
      return null;
    }
    return text == null ? null : Scalars.convert(place, EXPECTED, ServerConfig::parse);
  }
}
