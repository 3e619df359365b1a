package io.forebay.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address to listen on, written {@code 0.0.0.0:80}, {@code [::1]:80}, {@code localhost:80},
 * {@code :8080} or {@code unix:/run/app.sock}. Nothing is resolved here.
 *
 * @param host an IP address without brackets or a host name, in lower case, or {@code unix:} and
 *     the path of a socket; null means every address of both families
 * @param port 0 to 65535; 0 takes any free port, which is meant for tests; 0 for a unix socket
 */
public record BindAddress(@Nullable String host, int port) {
  private static final int IPV4 = 4;
  private static final int IPV6 = 16;

  public BindAddress {
    Checks.range("port", port, 0, 65_535);
    if (UnixPath.isMeant(host)) {
      Checks.range("port of a unix socket", port, 0, 0);
      host = UnixPath.check(host);
    } else if (host != null) {
      host = host.toLowerCase(Locale.ROOT);
      Checks.require(HostPort.isHost(host), "host", host, "an IP address or a host name");
    }
  }

  /**
   * Reads the text form; {@code *:80} is {@code :80}.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static BindAddress parse(String text) {
    if (UnixPath.isMeant(text)) {
      return new BindAddress(text, 0);
    }
    HostPort address = HostPort.parse(text, 0);
    String host = address.host();
    return new BindAddress(host.isEmpty() || host.equals("*") ? null : host, address.port());
  }

  /** The file of a unix socket; null for an address of the network. */
  public @Nullable Path unixPath() {
    return UnixPath.isMeant(host) ? UnixPath.of(host) : null;
  }

  /** Whether only this machine can connect: a loopback address or a unix socket. */
  public boolean isLocal() {
    if (host == null) {
      return false;
    }
    byte[] address = IpLiteral.parse(host);
    boolean loopback = address != null && isLoopback(address);
    return loopback || host.equals("localhost") || UnixPath.isMeant(host);
  }

  private static boolean isLoopback(byte[] address) {
    try {
      return InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Whether the two cannot be bound at once: the same port, and a common address. {@code 0.0.0.0}
   * and {@code ::} have none. Port 0 clashes with nothing. Of names only {@code localhost} is known
   * to be a loopback address; any other may stand for an address of either family.
   */
  public boolean clashesWith(BindAddress other) {
    if (UnixPath.isMeant(host)) {
      return equals(other);
    }
    if (port != other.port || port == 0) {
      return false;
    }
    return clashesIn(IPV4, other) || clashesIn(IPV6, other);
  }

  private boolean clashesIn(int family, BindAddress other) {
    if (!isIn(family) || !other.isIn(family)) {
      return false;
    }
    if (isWildcard() || other.isWildcard() || Objects.equals(host, other.host)) {
      return true;
    }
    byte[] address = addressIn(family);
    return address != null && Arrays.equals(address, other.addressIn(family));
  }

  private boolean isIn(int family) {
    byte[] address = host == null ? null : IpLiteral.parse(host);
    return address == null || address.length == family;
  }

  private boolean isWildcard() {
    byte[] address = host == null ? new byte[IPV4] : IpLiteral.parse(host);
    return address != null && Arrays.equals(address, new byte[address.length]);
  }

  /** The address in this family, or null when a name hides it. */
  private byte @Nullable [] addressIn(int family) {
    if ("localhost".equals(host)) {
      return IpLiteral.parse(family == IPV4 ? "127.0.0.1" : "::1");
    }
    return host == null ? null : IpLiteral.parse(host);
  }

  /** The text form, which {@link #parse} reads. */
  @Override
  public String toString() {
    if (host == null) {
      return ":" + port;
    }
    return UnixPath.isMeant(host) ? host : HostPort.text(host, port);
  }
}
