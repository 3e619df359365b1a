package io.forebay.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One origin server of a backend.
 *
 * @param name unique in its backend; the address where none is given
 * @param host an IP address without brackets or a host name, resolved later, elsewhere; or {@code
 *     unix:} and the path of a socket
 * @param port 1 to 65535; 0 for a unix socket
 * @param weight its share of the requests beside the others', 0 to 256, default 1; 0 gets no new
 *     requests
 * @param backup whether it is used only where no other server can be, default false
 * @param maxConnections most requests in flight with it, 0 to 1 000 000, default 0: no limit
 * @param checkPort where it is checked, 1 to 65535, default 0: {@code port}
 * @param drainTimeout how long what is under way with it may go on once it is drained, more than 0,
 *     at most 30 days, default 30 s
 * @param checkAddress the host where it is checked, as {@code host}; null for {@code host}
 * @param ownCheck how it is checked; null as its backend says
 * @param slowStart how long it takes to its whole share of the requests once it is up again or a
 *     reload has added it; 0 to 30 days, default 0: it has all of it at once
 * @param priority its group, 0 to 1000, default 0: used only while no server of a lower number can
 *     be; 0 for a backup, which comes behind all of them
 * @param protocol what is spoken with it, default {@link HttpProtocol#HTTP_1_1}; {@link
 *     HttpProtocol#H2} needs {@code tls}, {@link HttpProtocol#H2C} has none
 * @param tls how connections to it are encrypted; null where they are not
 * @param told which host it is told that it is asked for, default {@link UpstreamHost#PRESERVE};
 *     {@link UpstreamHost#UPSTREAM} is not for unix sockets
 * @param sendProxy what its connections begin with, default {@link SendProxy#NONE}; else each is
 *     for one request, and {@code protocol} is {@link HttpProtocol#HTTP_1_1}
 */
public record ServerConfig(
    String name,
    String host,
    int port,
    int weight,
    boolean backup,
    int maxConnections,
    int checkPort,
    Duration drainTimeout,
    @Nullable String checkAddress,
    @Nullable OwnCheck ownCheck,
    Duration slowStart,
    int priority,
    HttpProtocol protocol,
    @Nullable UpstreamTlsConfig tls,
    UpstreamHost told,
    SendProxy sendProxy) {
  public static final int DEFAULT_WEIGHT = 1;
  public static final int MAX_WEIGHT = 256;
  public static final int MAX_CONNECTIONS = 1_000_000;
  public static final int MAX_PRIORITY = 1000;
  public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

  public ServerConfig {
    Checks.require(!name.isEmpty(), "name", name, "a name");
    if (UnixPath.isMeant(host)) {
      Checks.range("port of a unix socket", port, 0, 0);
      UnixPath.check(host);
    } else {
      Checks.require(HostPort.isHost(host), "host", host, "an IP address or a host name");
      Checks.range("port", port, 1, 65_535);
    }
    Checks.range("weight", weight, 0, MAX_WEIGHT);
    Checks.range("max_connections", maxConnections, 0, MAX_CONNECTIONS);
    Checks.range("check_port", checkPort, 0, 65_535);
    Checks.positive("drain_timeout", drainTimeout);
    Checks.require(
        checkAddress == null || isHost(checkAddress),
        "check_address",
        checkAddress + "",
        "an IP address or a host name");
    Checks.zeroOrPositive("slow_start", slowStart);
    Checks.range("priority", priority, 0, backup ? 0 : MAX_PRIORITY);
    HttpProtocol unfit = tls == null ? HttpProtocol.H2 : HttpProtocol.H2C;
    Checks.require(
        !UnixPath.isMeant(host) || !told.equals(UpstreamHost.UPSTREAM),
        "host",
        told,
        "preserve or a host, as a unix socket has none");
    Checks.require(protocol != unfit, "protocol", protocol, "h2 with tls, h2c without");
    Checks.require(
        sendProxy == SendProxy.NONE || protocol == HttpProtocol.HTTP_1_1,
        "send_proxy",
        sendProxy,
        "none with HTTP/2, whose connections are for many clients");
  }

  /** A server that is no backup, with all else at its default. */
  public ServerConfig(String name, String host, int port, int weight) {
    this(
        name,
        host,
        port,
        weight,
        false,
        0,
        0,
        DEFAULT_DRAIN_TIMEOUT,
        null,
        null,
        Duration.ZERO,
        0,
        HttpProtocol.HTTP_1_1,
        null,
        UpstreamHost.PRESERVE,
        SendProxy.NONE);
  }

  /**
   * Reads {@code host:port} or {@code unix:/path}; the name is the address and the weight is 1.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static ServerConfig parse(String address) {
    if (UnixPath.isMeant(address)) {
      return new ServerConfig(address, address, 0, DEFAULT_WEIGHT);
    }
    HostPort parts = HostPort.parse(address, 1);
    if (parts.host().isEmpty() || parts.host().equals("*")) {
      throw new IllegalArgumentException(address + " (expected: a host before the port)");
    }
    return new ServerConfig(
        HostPort.text(parts.host(), parts.port()), parts.host(), parts.port(), DEFAULT_WEIGHT);
  }

  /** Whether this is an IP address without brackets or a host name. */
  public static boolean isHost(String host) {
    return HostPort.isHost(host);
  }

  /** The same server at another port. */
  public ServerConfig at(int otherPort) {
    return new ServerConfig(
        name,
        host,
        otherPort,
        weight,
        backup,
        maxConnections,
        checkPort,
        drainTimeout,
        checkAddress,
        ownCheck,
        slowStart,
        priority,
        protocol,
        tls,
        told,
        sendProxy);
  }

  /** What stands in Host or {@code :authority}; null for what the client has said. */
  public @Nullable String toldHost() {
    return told.of(this);
  }

  /** The file of a unix socket; null for an address of the network. */
  public @Nullable Path unixPath() {
    return UnixPath.isMeant(host) ? UnixPath.of(host) : null;
  }

  /** {@code host:port}, with brackets around an IPv6 address, or {@code unix:/path}. */
  public String address() {
    return UnixPath.isMeant(host) ? host : HostPort.text(host, port);
  }
}
