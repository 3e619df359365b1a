package io.forebay.log;

import io.forebay.config.SyslogAddress;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of each message (RFC 5424 section 6.2): {@code <134>1 TIME HOST forebay 4711
 * access - }. The time is left to whoever writes the message. Immutable; any thread.
 */
public final class SyslogHeader {
  private static final String PROGRAM = "forebay";

  private final byte[][] beforeTime;
  private final byte[] afterTime;

  /**
   * May look the name of the host up.
   *
   * @param node the name of this instance, to stand for the host's; null for the host's
   * @param messageId what kind of messages they are
   */
  public SyslogHeader(SyslogAddress address, @Nullable String node, String messageId) {
    Severity[] severities = Severity.values();
    this.beforeTime = new byte[severities.length][];
    for (Severity severity : severities) {
      int priority = address.facility().priority(severity.ordinal());
      beforeTime[severity.ordinal()] = Ascii.bytes("<" + priority + ">1 ");
    }
    String host = HostName.printable(node == null ? HostName.ofSystem() : node);
    this.afterTime =
        Ascii.bytes(
            " %s %s %d %s - ".formatted(host, PROGRAM, ProcessHandle.current().pid(), messageId));
  }

  /** Priority and version. Not to be changed. */
  public byte[] beforeTime(Severity severity) {
    return beforeTime[severity.ordinal()];
  }

  /** Everything between the time and the message. Not to be changed. */
  public byte[] afterTime() {
    return afterTime;
  }
}
