package io.forebay.config.yaml;

import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.ConfigDiff.Change;
import io.forebay.config.yaml.ConfigDiff.Entry;
import io.forebay.config.yaml.ConfigDiff.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What makes one configuration another, in few lines. Keys are named and never what they hold,
 * since that may be secret.
 */
public final class ConfigChanges {
  /** More than anybody reads. */
  static final int MOST = 50;

  /** What is told of an object, in the order in which it was found. */
  private final Map<String, List<String>> keys = new LinkedHashMap<>();

  private ConfigChanges() {}

  /**
   * One line for each rate limit, listener, backend and server that is new, gone or different, such
   * as {@code backend app: balance, retry.attempts}; empty if nothing is. Some lines stand for
   * many.
   */
  public static List<String> between(ProxyConfig before, ProxyConfig after) {
    ConfigChanges found = new ConfigChanges();
    List<Entry> entries = ConfigDiff.between(before, after);
    entries.forEach(found::add);
    Map<String, int[]> routes = new LinkedHashMap<>();
    for (Entry it : entries) {
      if (it.kind() == Kind.ROUTE) {
        routes.computeIfAbsent(owner(it), name -> new int[2])[it.change().ordinal()]++;
      }
    }
    routes.forEach(
        (listener, count) ->
            found.put(listener, "routes (%d added, %d removed)".formatted(count[0], count[1])));
    return found.lines();
  }

  private void add(Entry entry) {
    switch (entry.kind()) {
      case ROUTE -> keys.computeIfAbsent(owner(entry), it -> new ArrayList<>());
      case CERTIFICATE -> put(owner(entry), "tls." + ConfigDiff.CERTIFICATES);
      case ADMIN -> keys.put(Kind.ADMIN.label(), List.of());
      default -> {
        if (entry.change() == Change.CHANGED) {
          entry.keys().forEach(it -> put(what(entry), it.key()));
        } else {
          keys.put(entry.text(), List.of());
        }
      }
    }
  }

  private void put(String what, String key) {
    List<String> all = keys.computeIfAbsent(what, it -> new ArrayList<>());
    if (!all.contains(key)) {
      all.add(key);
    }
  }

  private static String what(Entry entry) {
    String label = entry.kind().label();
    return entry.name().isEmpty() ? label : label + " " + entry.name();
  }

  private static String owner(Entry entry) {
    return Kind.LISTENER.label() + " " + entry.name().substring(0, entry.name().indexOf('/'));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    keys.forEach(
        (what, all) -> lines.add(all.isEmpty() ? what : what + ": " + String.join(", ", all)));
    if (lines.size() <= MOST) {
      return List.copyOf(lines);
    }
    List<String> first = new ArrayList<>(lines.subList(0, MOST));
    first.add((lines.size() - MOST) + " more changes");
    return List.copyOf(first);
  }
}
