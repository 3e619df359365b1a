package io.forebay.runtime;

import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Whether this machine has IPv6 at all: containers often do not. */
final class Ipv6 {

  private Ipv6() {}

  static boolean isAvailable() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(Inet6Address.class::isInstance);
    } catch (SocketException e) {
      return false;
    }
  }
}
