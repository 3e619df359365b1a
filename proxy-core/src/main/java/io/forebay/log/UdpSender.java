package io.forebay.log;

import io.forebay.config.SyslogAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** One message in each datagram (RFC 5426). */
final class UdpSender implements SyslogSender {
  /** What rsyslog and syslog-ng take as they come; RFC 5426 asks receivers for 2048. */
  static final int MAX_BYTES = 8192;

  private final SyslogHost host;
  private @Nullable InetSocketAddress address;
  private @Nullable DatagramChannel channel;
  private String trouble = "";

  UdpSender(SyslogAddress address) {
    this.host = new SyslogHost(address);
  }

  @Override
  public int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public void open() throws IOException {
    host.lookUp();
  }

  @Override
  public int send(byte[] bytes, int from, int to) {
    ByteBuffer message = ByteBuffer.wrap(bytes, from, to - from);
    try {
      return sendAgain(message);
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
      close();
      return 1;
    }
  }

  /** An error that the network reports is that of an earlier message; this one was not sent. */
  private int sendAgain(ByteBuffer message) throws IOException {
    DatagramChannel current = current();
    try {
      current.write(message);
      return 0;
    } catch (PortUnreachableException e) {
      trouble = "nobody receives there";
      current.write(message);
      return 1;
    }
  }

  private DatagramChannel current() throws IOException {
    InetSocketAddress found = host.found();
    if (found != null && !found.equals(address)) {
      close();
      address = found;
    }
    DatagramChannel open = channel;
    if (open == null) {
      open = DatagramChannel.open();
      channel = open;
      open.connect(address);
    }
    return open;
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    DatagramChannel open = channel;
    channel = null;
    Closing.quietly(open);
  }
}
