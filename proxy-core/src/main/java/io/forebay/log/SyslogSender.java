package io.forebay.log;

import java.io.IOException;

/** How messages of syslog travel. Threads as with {@link LogSink}. */
interface SyslogSender {

  /** The longest message that is sent. */
  int maxBytes();

  /**
   * Looks the receiver up. That it is away is no failure: it may come.
   *
   * @throws IOException naming the receiver and the reason
   */
  void open() throws IOException;

  /**
   * Sends a message, now or at the next {@link #flush}.
   *
   * @return how many were lost, earlier ones perhaps
   */
  int send(byte[] bytes, int from, int to);

  /** Sends what waits, which here is nothing; returns how many were lost. */
  default int flush() {
    return 0;
  }

  /** Why messages were lost at last. */
  String trouble();

  void close();
}
