package io.forebay.runtime;

import io.forebay.config.BackendConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.util.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The addresses of servers' host names, as they were looked up last. While a look-up fails the last
 * good answer counts, for {@link #KEPT} at most. Any thread.
 */
final class Names {

  /** Finds the addresses of a name; may block. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  static final Duration KEPT = Duration.ofSeconds(30);

  /** What was found, perhaps nothing, and when. */
  private record Answer(List<InetAddress> addresses, long nanos) {}

  private final Lookup lookup;
  private final Ticker ticker;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  Names(Lookup lookup, Ticker ticker) {
    this.lookup = lookup;
    this.ticker = ticker;
  }

  /** Looks up the host of every server. Blocks. */
  void lookUp(ProxyConfig config) {
    hosts(config).forEach(this::lookUp);
  }

  /** Forgets all but the hosts of these servers. */
  void retain(ProxyConfig config) {
    answers.keySet().retainAll(hosts(config));
  }

  private static Set<String> hosts(ProxyConfig config) {
    Set<String> hosts = new HashSet<>();
    for (BackendConfig backend : config.backends().values()) {
      backend.servers().stream()
          .filter(it -> it.unixPath() == null)
          .flatMap(it -> Stream.of(it.host(), it.checkAddress()))
          .filter(Objects::nonNull)
          .forEach(hosts::add);
    }
    return hosts;
  }

  private void lookUp(String host) {
    try {
      List<InetAddress> found = List.of(lookup.addresses(host));
      answers.put(host, new Answer(found, ticker.nanos()));
    } catch (UnknownHostException e) {
      long now = ticker.nanos();
      answers.compute(
          host,
          (name, known) ->
              known != null && now - known.nanos() < KEPT.toNanos()
                  ? known
                  : new Answer(List.of(), now - KEPT.toNanos()));
    }
  }

  /** The addresses found last; empty if there is none. */
  List<InetAddress> addresses(String host) {
    Answer answer = answers.get(host);
    return answer == null ? List.of() : answer.addresses();
  }
}
