package io.forebay.config.yaml;

import io.forebay.config.AdminConfig;
import io.forebay.config.ProxyConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What makes one configuration another: object by object, key by key, in the words of the file. */
public final class ConfigDiff {

  /** What changes, in the order in which it is told. */
  public enum Kind {
    GLOBAL("global"),
    RATE_LIMIT("rate limit"),
    LISTENER("listener"),
    CERTIFICATE("certificate"),
    ROUTE("route"),
    BACKEND("backend"),
    SERVER("server"),
    ADMIN("admin");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  /** How it changes. */
  public enum Change {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * A key that holds something else.
   *
   * @param old as a file would say it, without what must not be shown; null where it said nothing
   * @param now the same of the other configuration
   */
  public record Key(String key, @Nullable String old, @Nullable String now) {}

  /**
   * An object that is new, gone or different.
   *
   * @param name of a route, a certificate or a server behind that of its listener or backend and a
   *     slash; empty where there is only one of the kind
   * @param keys what is different of it; empty unless it has changed
   */
  public record Entry(Kind kind, String name, Change change, List<Key> keys) {
    public Entry {
      keys = List.copyOf(keys);
    }

    /** In one line. */
    public String text() {
      String what = name.isEmpty() ? kind.label() : kind.label() + " " + name;
      if (change != Change.CHANGED) {
        return what + (change == Change.ADDED ? " added" : " removed");
      }
      List<String> parts =
          keys.stream()
              .map(it -> it.key() + " " + shown(it.old()) + " -> " + shown(it.now()))
              .toList();
      return parts.isEmpty() ? what + " changed" : what + ": " + String.join(", ", parts);
    }

    private static String shown(@Nullable String value) {
      return value == null ? "(none)" : value;
    }
  }

  static final String ROUTES = "routes";
  static final String CERTIFICATES = "certificates";
  private static final String SERVERS = "servers";
  private static final String TLS = "tls";
  private static final String HIDDEN = "(not shown)";
  private static final int LONGEST_VALUE = 300;
  private static final int LONGEST_NAME = 160;
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(secret|token|passw|credential|api[-_]?key|authorization|private[-_]?key).*");

  private final YamlWriter before;
  private final YamlWriter after;
  private final List<Entry> entries = new ArrayList<>();

  private ConfigDiff(Secrets before, Secrets after) {
    this.before = new YamlWriter(before);
    this.after = new YamlWriter(after);
  }

  /**
   * Everything that differs.
   *
   * @param wasRead of the file of the configuration before, for what must not be shown of it
   * @param isRead the same of the one after
   */
  public static List<Entry> between(
      ProxyConfig before, NewServers wasRead, ProxyConfig after, NewServers isRead) {
    return between(before, wasRead.secrets(), after, isRead.secrets());
  }

  static List<Entry> between(ProxyConfig before, ProxyConfig after) {
    return between(before, new Secrets(), after, new Secrets());
  }

  private static List<Entry> between(
      ProxyConfig before, Secrets beforeSecrets, ProxyConfig after, Secrets afterSecrets) {
    ConfigDiff found = new ConfigDiff(beforeSecrets, afterSecrets);
    Map<String, YamlNode> was = entries(new RecordNodes().of(before));
    Map<String, YamlNode> is = entries(new RecordNodes().of(after));
    found.changed(Kind.GLOBAL, "", node(was, "global"), node(is, "global"));
    found.named(Kind.RATE_LIMIT, "", node(was, "rate_limits"), node(is, "rate_limits"));
    found.named(Kind.LISTENER, "", node(was, "listeners"), node(is, "listeners"));
    found.named(Kind.BACKEND, "", node(was, "backends"), node(is, "backends"));
    if (!node(was, "admin").equals(node(is, "admin"))) {
      found.admin(before.admin(), after.admin());
    }
    return List.copyOf(found.entries);
  }

  private void admin(List<AdminConfig> was, List<AdminConfig> is) {
    String from = was.stream().map(AdminConfig::bind).toList().toString();
    String to = is.stream().map(AdminConfig::bind).toList().toString();
    List<Key> keys = from.equals(to) ? List.of() : List.of(new Key("bind", from, to));
    entries.add(new Entry(Kind.ADMIN, "", Change.CHANGED, keys));
  }

  /** The entries of two maps whose values are maps. */
  private void named(Kind kind, String prefix, YamlNode from, YamlNode to) {
    Map<String, YamlNode> was = entries(from);
    Map<String, YamlNode> is = entries(to);
    for (String name : both(was, is)) {
      if (!was.containsKey(name)) {
        entries.add(new Entry(kind, prefix + name, Change.ADDED, List.of()));
      } else if (!is.containsKey(name)) {
        entries.add(new Entry(kind, prefix + name, Change.REMOVED, List.of()));
      } else {
        changed(kind, prefix + name, node(was, name), node(is, name));
      }
    }
  }

  private void changed(Kind kind, String name, YamlNode from, YamlNode to) {
    List<Key> keys = new ArrayList<>();
    differing(keys, "", from, to);
    if (!keys.isEmpty()) {
      entries.add(new Entry(kind, name, Change.CHANGED, keys));
    }
    if (kind == Kind.LISTENER) {
      items(Kind.CERTIFICATE, name, certificates(from), certificates(to));
      items(Kind.ROUTE, name, routes(from), routes(to));
    } else if (kind == Kind.BACKEND) {
      named(Kind.SERVER, name + "/", servers(from), servers(to));
    }
  }

  private void differing(List<Key> keys, String prefix, YamlNode from, YamlNode to) {
    Map<String, YamlNode> was = entries(from);
    Map<String, YamlNode> is = entries(to);
    for (String key : both(was, is)) {
      YamlNode old = was.get(key);
      YamlNode now = is.get(key);
      String path = prefix + key;
      if (isObject(path) || node(was, key).equals(node(is, key))) {
        continue;
      }
      if (isMap(node(was, key)) && isMap(node(is, key))) {
        differing(keys, path + ".", node(was, key), node(is, key));
      } else {
        keys.add(new Key(path, value(path, old, before), value(path, now, after)));
      }
    }
  }

  /** Whether it is told item by item. */
  private static boolean isObject(String path) {
    return path.equals(SERVERS) || path.equals(ROUTES) || path.equals(TLS + "." + CERTIFICATES);
  }

  private static @Nullable String value(String path, @Nullable YamlNode node, YamlWriter writer) {
    if (node == null) {
      return null;
    }
    return SECRET.matcher(path).matches()
        ? HIDDEN
        : Texts.clip(writer.inline(hiding(node)), LONGEST_VALUE);
  }

  /** Without values under keys that tell of secrets. */
  private static YamlNode hiding(YamlNode node) {
    return switch (node.kind()) {
      case SCALAR -> node;
      case LIST ->
          YamlNode.list(
              node.items().stream().map(ConfigDiff::hiding).toList(), node.line(), node.column());
      case MAP ->
          YamlNode.map(
              node.entries().stream().map(ConfigDiff::hiding).toList(), node.line(), node.column());
    };
  }

  private static YamlNode.Entry hiding(YamlNode.Entry entry) {
    boolean secret = SECRET.matcher(entry.key().text()).matches();
    YamlNode value = secret ? YamlNode.scalar(HIDDEN, true, 0, 0) : hiding(entry.value());
    return new YamlNode.Entry(entry.key(), value);
  }

  /** Those of a list that are new or gone. */
  private void items(Kind kind, String owner, List<YamlNode> from, List<YamlNode> to) {
    List<YamlNode> added = new ArrayList<>(to);
    from.forEach(added::remove);
    List<YamlNode> removed = new ArrayList<>(from);
    to.forEach(removed::remove);
    removed.forEach(it -> item(kind, owner, it, Change.REMOVED, before));
    added.forEach(it -> item(kind, owner, it, Change.ADDED, after));
  }

  private void item(Kind kind, String owner, YamlNode item, Change change, YamlWriter writer) {
    Map<String, YamlNode> keys = entries(item);
    YamlNode told = keys.get(kind == Kind.ROUTE ? "match" : "cert");
    String name = told == null ? "any" : writer.inline(hiding(told));
    entries.add(new Entry(kind, owner + "/" + Texts.clip(name, LONGEST_NAME), change, List.of()));
  }

  private static List<YamlNode> routes(YamlNode listener) {
    return node(entries(listener), ROUTES).items();
  }

  private static List<YamlNode> certificates(YamlNode listener) {
    return node(entries(node(entries(listener), TLS)), CERTIFICATES).items();
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

  private static boolean isMap(YamlNode node) {
    return node.kind() == YamlNode.Kind.MAP && !node.entries().isEmpty();
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
