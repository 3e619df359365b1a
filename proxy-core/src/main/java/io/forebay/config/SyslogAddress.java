package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * Where syslog messages go: {@code syslog://HOST[:PORT][/FACILITY]} over UDP, {@code syslog+tcp://}
 * with the same behind it, {@code syslog+unix:///PATH[/FACILITY]} to a socket for datagrams.
 *
 * @param host a name or an address without brackets; the path of a socket
 * @param port 1 to 65535, default 514; of no meaning for a socket
 * @param facility default {@link SyslogFacility#LOCAL0}, as in the configuration HAProxy ships with
 */
public record SyslogAddress(Transport transport, String host, int port, SyslogFacility facility) {
  public static final int DEFAULT_PORT = 514;

  private static final String NETWORK = "HOST[:PORT][/FACILITY]";

  /** How messages travel. */
  public enum Transport {
    UDP("syslog://"),
    TCP("syslog+tcp://"),
    UNIX("syslog+unix://");

    private final String scheme;

    Transport(String scheme) {
      this.scheme = scheme;
    }
  }

  /** Whether {@code text} is meant to be one. */
  public static boolean isMeant(String text) {
    return text.startsWith("syslog:") || text.startsWith("syslog+");
  }

  /**
   * Takes {@code text} apart; asks nobody for names.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static SyslogAddress parse(String text) {
    for (Transport transport : Transport.values()) {
      if (text.startsWith(transport.scheme)) {
        String rest = text.substring(transport.scheme.length());
        return transport == Transport.UNIX ? unix(text, rest) : network(text, transport, rest);
      }
    }
    throw problem(
        text, "syslog://" + NETWORK + ", syslog+tcp://" + NETWORK + " or syslog+unix:///PATH");
  }

  private static SyslogAddress unix(String text, String rest) {
    int slash = rest.lastIndexOf('/');
    SyslogFacility last = SyslogFacility.of(rest.substring(slash + 1));
    String path = last == null ? rest : rest.substring(0, slash);
    if (!ProcessConfig.isPath(path)) {
      throw problem(text, "the absolute path of a socket, such as syslog+unix:///dev/log");
    }
    return new SyslogAddress(Transport.UNIX, path, DEFAULT_PORT, facility(last));
  }

  private static SyslogAddress network(String text, Transport transport, String rest) {
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    SyslogFacility named = slash < 0 ? null : SyslogFacility.of(rest.substring(slash + 1));
    if (slash >= 0 && named == null) {
      throw problem(text, "a facility such as daemon or local0 to local7 behind the host");
    }
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    HostPort target = HostPort.parse(hasPort ? authority : authority + ":" + DEFAULT_PORT, 1);
    if (!HostPort.isHost(target.host())) {
      throw problem(text, transport.scheme + NETWORK);
    }
    return new SyslogAddress(transport, target.host(), target.port(), facility(named));
  }

  private static SyslogFacility facility(@Nullable SyslogFacility named) {
    return named == null ? SyslogFacility.LOCAL0 : named;
  }

  private static IllegalArgumentException problem(String text, String expected) {
    return new IllegalArgumentException(text + " (expected: " + expected + ")");
  }
}
