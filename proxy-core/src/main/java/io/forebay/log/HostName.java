package io.forebay.log;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name that syslog messages carry. */
final class HostName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
  private static final int MAX_LENGTH = 255;
  private static final String UNKNOWN = "-";

  private HostName() {}

  /** The name of this host, from the kernel where it tells: DNS may be slow to. */
  static String ofSystem() {
    try {
      return Files.isReadable(KERNEL)
          ? Files.readString(KERNEL).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** At most 255 visible characters of ASCII, other ones as {@code _}; {@code -} for nothing. */
  static String printable(String name) {
    String clipped = name.substring(0, Math.min(name.length(), MAX_LENGTH));
    return clipped.isEmpty() ? UNKNOWN : clipped.replaceAll("[^!-~]", "_");
  }
}
