package io.forebay.log;

import io.forebay.config.SyslogAddress;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Messages of syslog, one in each line: whoever makes the lines puts a {@link SyslogHeader} in
 * front. A message that is too long for its transport is cut.
 */
final class SyslogSink implements LogSink {
  private final SyslogSender sender;
  private final LongAdder truncated;

  SyslogSink(SyslogAddress address, LongAdder truncated) {
    this.truncated = truncated;
    this.sender =
        switch (address.transport()) {
          case UDP -> new UdpSender(address);
          case TCP -> new TcpSender(address);
          case UNIX -> new UnixSender(address);
        };
  }

  @Override
  public void open() throws IOException {
    sender.open();
  }

  @Override
  public int write(byte[] bytes, int length) {
    int lost = 0;
    int from = 0;
    while (from < length) {
      int end = Lines.end(bytes, from, length);
      int cut = Lines.cut(bytes, from, end, sender.maxBytes());
      if (cut < end) {
        truncated.increment();
      }
      lost += sender.send(bytes, from, cut);
      from = end + 1;
    }
    return lost + sender.flush();
  }

  @Override
  public String trouble() {
    return sender.trouble();
  }

  @Override
  public void close() {
    sender.close();
  }
}
