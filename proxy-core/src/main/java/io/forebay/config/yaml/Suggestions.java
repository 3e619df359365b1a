package io.forebay.config.yaml;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the user probably meant: the words of other proxies first, then the nearest spelling. */
public final class Suggestions {
  private static final int LONGEST = 40;
  private static final Map<String, String> SYNONYMS = new HashMap<>();

  static {
    synonyms("listeners", "frontends", "frontend", "entrypoints", "entry_points", "listener");
    synonyms("backends", "upstreams", "clusters", "services", "target_groups", "pools");
    synonyms("backend", "upstream", "service", "pool", "target_group");
    synonyms("servers", "targets", "endpoints", "members", "origins");
    synonyms("balance", "algorithm", "lb_policy", "strategy", "policy");
    synonyms("round_robin", "roundrobin", "rr", "wrr");
    synonyms("least_conn", "leastconn", "least_connections", "least_outstanding_requests");
    synonyms("random_two", "random", "p2c", "power_of_two_choices");
    synonyms(
        "consistent_hash",
        "hash",
        "ring_hash",
        "ringhash",
        "maglev",
        "hrw",
        "ketama",
        "source",
        "ip_hash",
        "uri");
    synonyms("least_time", "leasttime", "ewma", "peak_ewma", "least_response_time");
    synonyms("client_ip", "source_ip", "remote_addr");
    synonyms("load_factor", "hash_balance_factor", "bounded_load");
    synonyms("backup", "standby", "spare");
    synonyms("health_check", "healthcheck", "check", "probe");
    synonyms("interval", "inter");
    synonyms("rise", "healthy_threshold", "passes", "health_passes");
    synonyms("fall", "unhealthy_threshold", "fails", "health_fails");
    synonyms("max_connections", "maxconn");
    synonyms("drain_timeout", "deregistration_delay", "slowdown");
    synonyms("timeouts.server", "proxy_read_timeout");
    synonyms("max_request_body", "client_max_body_size", "max_body_size");
    synonyms("rate_limit", "limit_req");
    synonyms("sticky", "stickiness", "session_affinity", "affinity");
    synonyms("connect_failure", "conn_failure", "connection_failure");
    synonyms("warning", "warn");
    synonyms("error", "err");
    synonyms("debug", "trace");
    synonyms("address", "url", "addr");
  }

  private Suggestions() {}

  private static void synonyms(String ours, String... theirs) {
    for (String word : theirs) {
      SYNONYMS.put(word, ours);
    }
  }

  /** The one of our words that this one probably stands for, or null. */
  public static @Nullable String nearest(String word, Collection<String> ours) {
    if (word.length() > LONGEST) {
      return null;
    }
    String snake = snakeCase(word);
    String synonym = SYNONYMS.get(snake);
    if (synonym != null && (synonym.indexOf('.') > 0 || ours.contains(synonym))) {
      return synonym;
    }
    String best = null;
    int bestDistance = 1 + Math.min(3, Math.max(1, snake.length() / 3));
    for (String candidate : ours) {
      int distance = distance(snake, candidate.toLowerCase(Locale.ROOT), bestDistance);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** What a word of YAML 1.1 for a boolean is in 1.2, or null. */
  static @Nullable String bool(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "yes", "y", "on", "1", "true" -> "true";
      case "no", "n", "off", "0", "false" -> "false";
      default -> null;
    };
  }

  private static String snakeCase(String word) {
    String split = word.replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    return split.replace('-', '_').replace(' ', '_').toLowerCase(Locale.ROOT);
  }

  /**
   * Levenshtein's distance where a swap of neighbours counts once; inexact from {@code most} on.
   */
  private static int distance(String a, String b, int most) {
    if (Math.abs(a.length() - b.length()) >= most) {
      return most;
    }
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        int replaced = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        table[i][j] = swapped ? Math.min(best, 1 + table[i - 2][j - 2]) : best;
      }
    }
    return table[a.length()][b.length()];
  }
}
