package io.forebay.admin;

import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.Locale;

/**
 * Keeps web pages away from a listener on loopback. A page may point a name of its own at 127.0.0.1
 * and then reads what is served there as if it were its own site (DNS rebinding); but the browser
 * still sends that name as Host, and no page can make it send an address or {@code localhost}.
 */
final class HostGuard {

  private HostGuard() {}

  /** Whether {@code authority}, with or without a port, is an IP address or localhost. */
  static boolean isAddressOrLocalhost(String authority) {
    String host = withoutPort(authority);
    if (host.startsWith("[")) {
      return host.endsWith("]") && NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
    }
    return host.equalsIgnoreCase("localhost") || NetUtil.isValidIpV4Address(host);
  }

  /** Whether {@code authority}, with or without a port, is one of {@code names}. */
  static boolean isOneOf(Collection<String> names, String authority) {
    return names.contains(withoutPort(authority).toLowerCase(Locale.ROOT));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port =
        colon >= 0 && authority.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
    return port ? authority.substring(0, colon) : authority;
  }
}
