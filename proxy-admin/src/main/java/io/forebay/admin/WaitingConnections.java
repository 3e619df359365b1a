package io.forebay.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of a listener for which no answer is being made: where there are too many, those
 * that have asked for nothing longest make room, however slowly bytes still come from them. Admin
 * event loop only.
 */
final class WaitingConnections {

  private final Set<Channel> longestFirst = new LinkedHashSet<>();

  /** A connection waits from now on, until it is removed or closed. */
  void add(Channel channel) {
    if (channel.isOpen()) {
      longestFirst.remove(channel);
      longestFirst.add(channel);
    }
  }

  /** A connection is to be answered, or is closed. */
  void remove(Channel channel) {
    longestFirst.remove(channel);
  }

  /** Closes the one that has waited longest; whether there was one. */
  boolean closeLongest() {
    Iterator<Channel> channels = longestFirst.iterator();
    if (!channels.hasNext()) {
      return false;
    }
    Channel longest = channels.next();
    channels.remove();
    // Past TLS, which would wait until its last record has gone out.
    ChannelHandlerContext first = longest.pipeline().firstContext();
    if (first == null) {
      longest.close();
    } else {
      first.close();
    }
    return true;
  }
}
