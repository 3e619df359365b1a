package io.forebay.runtime;

import io.forebay.config.BackendConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.net.NameLookup;
import io.forebay.util.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of servers' host names, as they were looked up last. While a look-up fails the last
 * good answer counts, for {@link #KEPT} at most. Any thread.
 */
final class Names {

  /** A name is not looked up more often than this, nor less often than {@link #LONGEST}. */
  static final Duration SHORTEST = Duration.ofSeconds(5);

  static final Duration LONGEST = Duration.ofMinutes(1);

  /** From the first look-up that fails on. */
  static final Duration KEPT = Duration.ofSeconds(30);

  /**
   * What was found last, perhaps nothing.
   *
   * @param due when it is to be looked up again
   * @param failing whether the last look-up found nothing, since {@code failedFirst}
   */
  private record Answer(List<InetAddress> addresses, long due, boolean failing, long failedFirst) {}

  private final List<NameLookup> lookups;
  private final Ticker ticker;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /**
   * @param lookups each asked for what those before it have not found
   */
  Names(List<NameLookup> lookups, Ticker ticker) {
    this.lookups = List.copyOf(lookups);
    this.ticker = ticker;
  }

  /** Looks up the host of every server. Blocks. */
  void lookUp(ProxyConfig config) {
    lookUp(hosts(config));
  }

  /** Looks up those hosts of servers whose answers do not count any more. Blocks. */
  void lookUpDue(ProxyConfig config) {
    Set<String> due = hosts(config);
    long now = ticker.nanos();
    due.removeIf(it -> !isDue(answers.get(it), now));
    lookUp(due);
  }

  private static boolean isDue(@Nullable Answer answer, long now) {
    return answer == null || now - answer.due() >= 0;
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

  /** All at once: each may wait for a name server that does not answer. */
  private void lookUp(Set<String> hosts) {
    Set<String> left = new HashSet<>(hosts);
    for (NameLookup lookup : lookups) {
      Map<String, CompletableFuture<NameLookup.Found>> asked = new HashMap<>();
      left.forEach(it -> asked.put(it, lookup.find(it).toCompletableFuture()));
      asked.forEach(
          (host, future) -> {
            NameLookup.Found found = future.join();
            if (!found.addresses().isEmpty()) {
              learn(host, found);
              left.remove(host);
            }
          });
    }
    left.forEach(it -> learn(it, NameLookup.Found.NOTHING));
  }

  private void learn(String host, NameLookup.Found found) {
    long now = ticker.nanos();
    if (!found.addresses().isEmpty()) {
      long again = now + between(found.timeToLive()).toNanos();
      answers.put(host, new Answer(found.addresses(), again, false, 0));
      return;
    }
    long again = now + SHORTEST.toNanos();
    answers.compute(
        host,
        (name, known) -> {
          long failedFirst = known != null && known.failing() ? known.failedFirst() : now;
          boolean kept = known != null && now - failedFirst < KEPT.toNanos();
          return new Answer(kept ? known.addresses() : List.of(), again, true, failedFirst);
        });
  }

  private static Duration between(Duration timeToLive) {
    if (timeToLive.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return timeToLive.compareTo(LONGEST) > 0 ? LONGEST : timeToLive;
  }

  /** The addresses found last; empty if there is none. */
  List<InetAddress> addresses(String host) {
    Answer answer = answers.get(host);
    return answer == null ? List.of() : answer.addresses();
  }
}
