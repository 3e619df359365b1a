package io.forebay.net;

import io.forebay.config.BindAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets that listen already and are to be used in place of new ones. Owns the descriptors that
 * nobody has taken. One thread at a time.
 */
public final class InheritedSockets implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InheritedSockets.class);

  private final List<ListeningSocket> left = new ArrayList<>();

  /** Takes ownership of the descriptors. */
  public InheritedSockets(List<ListeningSocket> sockets) {
    left.addAll(sockets);
  }

  /** No sockets at all. */
  public static InheritedSockets none() {
    return new InheritedSockets(List.of());
  }

  /**
   * Takes the sockets for one address of a listener: those that were its own before, else those at
   * that address, else, if it has no other address, those that the service manager calls by its
   * name. The descriptors are the caller's now.
   *
   * @param only whether this is the only address of {@code owner}
   * @return all of one address; empty if there is none
   */
  public List<ListeningSocket> take(String owner, BindAddress bind, boolean only) {
    ListeningSocket found = find(owner, bind, only);
    if (found == null) {
      return List.of();
    }
    List<ListeningSocket> taken = left.stream().filter(it -> it.isBeside(found)).toList();
    left.removeAll(taken);
    return taken;
  }

  private @Nullable ListeningSocket find(String owner, BindAddress bind, boolean only) {
    for (ListeningSocket socket : left) {
      if (socket.owner().equals(owner) && socket.serves(bind)) {
        return socket;
      }
    }
    // Any free port is a wish of its own, not an address that another one may have had.
    boolean fixed = bind.port() != 0 || bind.unixPath() != null;
    for (ListeningSocket socket : left) {
      if (fixed && socket.serves(bind)) {
        return socket;
      }
    }
    for (ListeningSocket socket : left) {
      if (only && socket.activated() && socket.owner().equals(owner)) {
        return socket;
      }
    }
    return null;
  }

  /** Whether one of them is at an address that cannot be bound beside {@code bind}. */
  public boolean clashWith(BindAddress bind) {
    return left.stream().anyMatch(it -> it.bind().clashesWith(bind));
  }

  /** Those that nobody has taken. */
  public List<ListeningSocket> left() {
    return List.copyOf(left);
  }

  /**
   * Gives back the descriptors of the process before that nobody has taken, so that it can close
   * their sockets. Those of the service manager are open in any case: they wait for a reload.
   */
  public void closeUnwanted() {
    close(left.stream().filter(it -> !it.activated()).toList());
  }

  /** Gives back all descriptors that nobody has taken. */
  @Override
  public void close() {
    close(left());
  }

  private void close(List<ListeningSocket> sockets) {
    for (ListeningSocket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("cannot close {}", socket, e);
      }
    }
    left.removeAll(sockets);
  }
}
