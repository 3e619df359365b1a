package io.forebay.http;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a mistake of the proxy's own from the failures of connections, which are everyday. */
public final class UnexpectedErrors {

  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedErrors.class);

  private UnexpectedErrors() {}

  /** Logs {@code cause} with its trace unless it is an I/O error, one of TLS included. */
  public static void log(String where, Throwable cause) {
    if (!isEveryday(cause)) {
      LOG.error("{}: connection closed by an error of the proxy itself", where, cause);
    }
  }

  /**
   * Whether {@code cause} says nothing of {@code channel}, which is still being connected: epoll
   * had something to tell of an earlier socket with the same number, which was closed in the same
   * turn.
   */
  public static boolean isStray(Channel channel, Throwable cause) {
    return cause instanceof NotYetConnectedException && channel.isOpen() && !channel.isActive();
  }

  private static boolean isEveryday(Throwable cause) {
    // A read of a socket whose reset a write was told of before says that it is not connected.
    return cause instanceof IOException
        || cause instanceof NotYetConnectedException
        || cause.getCause() instanceof SSLException;
  }
}
