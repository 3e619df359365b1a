package io.forebay.log;

import io.forebay.config.SyslogAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where a receiver's name leads. Looked up by one thread, used by another. */
final class SyslogHost {
  private final SyslogAddress address;
  private volatile @Nullable InetSocketAddress found;

  SyslogHost(SyslogAddress address) {
    this.address = address;
  }

  /** May wait for DNS. */
  void lookUp() throws IOException {
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new UnknownHostException(address.host() + ": no address is known for this name");
    }
    found = socket;
  }

  /** Looks it up once more; where that fails, what was found last may still do. */
  void lookUpAgain() {
    try {
      lookUp();
    } catch (IOException e) {
      // Told by whoever then fails to connect.
    }
  }

  /** The address found last; null before that. */
  @Nullable InetSocketAddress found() {
    return found;
  }
}
