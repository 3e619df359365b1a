package io.forebay.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the addresses of host names. Any thread. */
@FunctionalInterface
public interface NameLookup {

  /**
   * What is known of a name.
   *
   * @param addresses in the order of preference, with the name that was asked for; empty where the
   *     name has none
   * @param timeToLive how long that counts; zero where nobody says
   */
  record Found(List<InetAddress> addresses, Duration timeToLive) {

    /** No address. */
    public static final Found NOTHING = new Found(List.of(), Duration.ZERO);

    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Looks a name up, in bounded time; a failure is {@link Found#NOTHING}. May block.
   *
   * @param host a name or an IP address
   */
  CompletionStage<Found> find(String host);
}
