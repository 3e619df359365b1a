package io.forebay.config.yaml;

import io.forebay.config.ProxyConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes one configuration another, in the words of the file. Keys are named and never what
 * they hold, since that may be secret.
 */
public final class ConfigChanges {
  /** More than anybody reads. */
  static final int MOST = 50;

  private static final String ROUTES = "routes";
  private static final String SERVERS = "servers";

  private final List<String> changes = new ArrayList<>();

  private ConfigChanges() {}

  /**
   * One line for each rate limit, listener, backend and server that is new, gone or different, such
   * as {@code backend app: balance, retry.attempts}; empty if nothing is. Some lines stand for
   * many.
   */
  public static List<String> between(ProxyConfig before, ProxyConfig after) {
    ConfigChanges found = new ConfigChanges();
    Map<String, YamlNode> was = entries(new RecordNodes().of(before));
    Map<String, YamlNode> is = entries(new RecordNodes().of(after));
    found.keys("global", "", node(was, "global"), node(is, "global"));
    found.named("rate limit ", node(was, "rate_limits"), node(is, "rate_limits"));
    found.named("listener ", node(was, "listeners"), node(is, "listeners"));
    found.named("backend ", node(was, "backends"), node(is, "backends"));
    if (!node(was, "admin").equals(node(is, "admin"))) {
      found.changes.add("admin");
    }
    return found.bounded();
  }

  private List<String> bounded() {
    if (changes.size() <= MOST) {
      return List.copyOf(changes);
    }
    List<String> first = new ArrayList<>(changes.subList(0, MOST));
    first.add((changes.size() - MOST) + " more changes");
    return List.copyOf(first);
  }

  /** The entries of two maps whose values are maps. */
  private void named(String kind, YamlNode before, YamlNode after) {
    Map<String, YamlNode> was = entries(before);
    Map<String, YamlNode> is = entries(after);
    both(was, is)
        .forEach(
            name -> {
              if (!was.containsKey(name)) {
                changes.add(kind + name + " added");
              } else if (!is.containsKey(name)) {
                changes.add(kind + name + " removed");
              } else {
                changed(kind + name, name, node(was, name), node(is, name));
              }
            });
  }

  private void changed(String what, String name, YamlNode before, YamlNode after) {
    keys(what, "", before, after);
    named("server " + name + "/", servers(before), servers(after));
  }

  /** Which keys of two maps differ, as one line. */
  private void keys(String what, String prefix, YamlNode before, YamlNode after) {
    List<String> keys = new ArrayList<>();
    differing(keys, prefix, before, after);
    if (!keys.isEmpty()) {
      changes.add(what + ": " + String.join(", ", keys));
    }
  }

  private static void differing(List<String> keys, String prefix, YamlNode before, YamlNode after) {
    Map<String, YamlNode> was = entries(before);
    Map<String, YamlNode> is = entries(after);
    for (String key : both(was, is)) {
      YamlNode from = node(was, key);
      YamlNode to = node(is, key);
      if (from.equals(to) || key.equals(SERVERS)) {
        continue;
      }
      if (key.equals(ROUTES)) {
        keys.add(routes(from, to));
      } else if (isMap(from) && isMap(to)) {
        differing(keys, prefix + key + ".", from, to);
      } else {
        keys.add(prefix + key);
      }
    }
  }

  private static boolean isMap(YamlNode node) {
    return node.kind() == YamlNode.Kind.MAP && !node.entries().isEmpty();
  }

  private static String routes(YamlNode before, YamlNode after) {
    List<YamlNode> added = new ArrayList<>(after.items());
    before.items().forEach(added::remove);
    List<YamlNode> removed = new ArrayList<>(before.items());
    after.items().forEach(removed::remove);
    return "routes (" + added.size() + " added, " + removed.size() + " removed)";
  }

  /** The list of servers as a map by their names. */
  private static YamlNode servers(YamlNode backend) {
    List<YamlNode.Entry> servers = new ArrayList<>();
    for (YamlNode server : node(entries(backend), SERVERS).items()) {
      Map<String, YamlNode> keys = entries(server);
      YamlNode name = keys.getOrDefault("name", node(keys, "address"));
      servers.add(new YamlNode.Entry(name, server));
    }
    return YamlNode.map(servers, 0, 0);
  }

  private static Set<String> both(Map<String, YamlNode> was, Map<String, YamlNode> is) {
    Set<String> keys = new LinkedHashSet<>(was.keySet());
    keys.addAll(is.keySet());
    return keys;
  }

  private static YamlNode node(Map<String, YamlNode> entries, String key) {
    return entries.getOrDefault(key, YamlNode.map(List.of(), 0, 0));
  }

  private static Map<String, YamlNode> entries(YamlNode map) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    map.entries().forEach(it -> entries.put(it.key().text(), it.value()));
    return entries;
  }
}
