package io.forebay.config.yaml;

import io.forebay.config.AccessConfig;
import io.forebay.config.AccessLogOverrides;
import io.forebay.config.AddressListConfig;
import io.forebay.config.BackendConfig;
import io.forebay.config.Balance;
import io.forebay.config.BalanceConfig;
import io.forebay.config.BasicAuthConfig;
import io.forebay.config.CompressionConfig;
import io.forebay.config.CountedFailures;
import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ErrorPagesConfig;
import io.forebay.config.FieldCondition;
import io.forebay.config.ForwardedHeader;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.ListenerConfig;
import io.forebay.config.LogFormat;
import io.forebay.config.MaintenanceConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.OwnCheck;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RateLimitConfig;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.RejectConfig;
import io.forebay.config.RequestIdConfig;
import io.forebay.config.RespondConfig;
import io.forebay.config.ResponseRewriteConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.StickyConfig;
import io.forebay.config.TlsVersion;
import io.forebay.config.TraceConfig;
import io.forebay.config.TrustedPeers;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Configuration records to the nodes of a file. A component stands there under its name in
 * snake_case, in the order of the record and in the units that users write; what differs is said
 * here and in {@link RecordKeys}. Nulls and what says nothing are left out.
 */
final class RecordNodes {
  private static final Set<String> OF_CLIENTS = Set.of("client", "request_headers", "keep_alive");

  YamlNode of(ProxyConfig config) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    entries.put("version", plain("1"));
    entries.putAll(components(config));
    return map(entries);
  }

  /** A route and its backends, and what both say in one. */
  YamlNode of(RouteConfig route, List<BackendConfig> backends) {
    Map<String, YamlNode> settings = components(route);
    Map<String, YamlNode> byName = new LinkedHashMap<>();
    for (BackendConfig backend : backends) {
      byName.put(backend.name(), backend(backend));
    }
    // Where several share the route each of them has its own.
    if (!backends.isEmpty() && route.split() == null) {
      BackendConfig first = backends.get(0);
      OverridesConfig over = route.overrides();
      Map<String, YamlNode> timeouts = components(over.timeouts().over(first.timeouts()));
      timeouts.keySet().removeAll(OF_CLIENTS);
      settings.put("timeouts", map(timeouts));
      StickyConfig sticky = StickyConfig.merge(first.sticky(), over.policy().sticky());
      if (sticky != null && sticky.isComplete()) {
        settings.put("sticky", node(sticky.complete()));
      }
      settings.put("retry", node(over.retry().over(first.retry())));
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    entries.put("settings", map(settings));
    if (!byName.isEmpty()) {
      entries.put("backends", map(byName));
    }
    return map(entries);
  }

  private YamlNode node(Object value) {
    if (value instanceof Record it) {
      return record(it);
    }
    if (value instanceof Collection<?> all) {
      return YamlNode.list(all.stream().map(this::node).toList(), 0, 0);
    }
    if (value instanceof Map<?, ?> all) {
      Map<String, YamlNode> entries = new LinkedHashMap<>();
      all.forEach((name, it) -> entries.put(name.toString(), node(it)));
      return map(entries);
    }
    if (value instanceof Duration it) {
      return plain(Durations.text(it));
    }
    if (value instanceof Double it) {
      return plain(BigDecimal.valueOf(it).stripTrailingZeros().toPlainString());
    }
    if (value instanceof ForwardedHeader it) {
      return text(it.headerName());
    }
    if (value instanceof HttpProtocol || value instanceof TlsVersion) {
      return text(value.toString());
    }
    if (value instanceof Enum<?> it) {
      return text(it.name().toLowerCase(Locale.ROOT));
    }
    return value instanceof Number || value instanceof Boolean
        ? plain(value.toString())
        : text(value.toString());
  }

  private YamlNode record(Record value) {
    if (value instanceof ListenerConfig it) {
      return listener(it);
    }
    if (value instanceof TrustedPeers it) {
      return trustedPeers(it);
    }
    if (value instanceof BackendConfig it) {
      return backend(it);
    }
    if (value instanceof ServerConfig it) {
      return server(it);
    }
    if (value instanceof HealthCheckConfig it) {
      return map(healthCheck(it));
    }
    if (value instanceof BalanceConfig it && it.type() != Balance.CONSISTENT_HASH) {
      return node(it.type());
    }
    if (value instanceof CountedFailures it) {
      return node(it.words());
    }
    if (value instanceof AccessLogOverrides it && it.off()) {
      return text("none");
    }
    if (value instanceof AccessConfig it && it.off()) {
      return text("none");
    }
    if (value instanceof BasicAuthConfig it && it.users() == null) {
      return text("none");
    }
    if (value instanceof AddressListConfig it) {
      return node(it.entries());
    }
    if (value instanceof RejectConfig it && it.tarpit() == null) {
      return it.status() == RejectConfig.CLOSE ? text("close") : plain(it.status() + "");
    }
    if (value instanceof RequestIdConfig it && it.off()
        || value instanceof TraceConfig trace && trace.off()) {
      return text("none");
    }
    if (value instanceof CompressionConfig it && it.off()) {
      return text("none");
    }
    if (value instanceof RouteConfig it && it.backends().isEmpty()) {
      Map<String, YamlNode> entries = components(it);
      // What it inherits is for routes with servers.
      entries.remove("sticky");
      return map(entries);
    }
    if (value instanceof StickyConfig it && it.off()) {
      return text("none");
    }
    if (value instanceof LogFormat it) {
      return template(it.text());
    }
    if (value instanceof MaintenanceConfig it) {
      return maintenance(it);
    }
    if (value instanceof ResponseRewriteConfig it) {
      return responseRewrite(it);
    }
    if (value instanceof RateLimitConfig it) {
      return it.uses().isEmpty() ? text("none") : node(it.uses());
    }
    if (value instanceof RateLimitZoneConfig it) {
      return rateLimitZone(it);
    }
    if (value instanceof RespondConfig it) {
      return respond(it);
    }
    if (value instanceof ErrorPagesConfig it) {
      return errorPages(it);
    }
    if (value instanceof ErrorPageConfig it) {
      return errorPage(it);
    }
    return RecordKeys.isText(value) ? text(value.toString()) : map(components(value));
  }

  private YamlNode listener(ListenerConfig listener) {
    Map<String, YamlNode> entries = components(listener);
    if (listener.maxConnections() == ListenerConfig.NO_LIMIT) {
      entries.remove("max_connections");
    }
    // The client's timeouts of the listener, then those that go before the backends'.
    Map<String, YamlNode> timeouts = components(listener.timeouts());
    timeouts.keySet().retainAll(OF_CLIENTS);
    timeouts.putAll(components(listener.overrides().timeouts()));
    entries.put("timeouts", map(timeouts));
    return last("routes", entries);
  }

  private YamlNode trustedPeers(TrustedPeers peers) {
    List<Object> all = new ArrayList<>(peers.networks());
    if (peers.unix()) {
      all.add(TrustedPeers.UNIX);
    }
    return node(all);
  }

  private YamlNode backend(BackendConfig backend) {
    Map<String, YamlNode> entries = components(backend);
    Map<String, YamlNode> timeouts = components(backend.timeouts());
    timeouts.keySet().removeAll(OF_CLIENTS);
    entries.put("timeouts", map(timeouts));
    Stream.concat(
            Stream.ofNullable(backend.healthCheck()),
            backend.servers().stream().map(backend::checkOf).filter(Objects::nonNull))
        .findFirst()
        .ifPresent(it -> entries.put("initial_state", node(it.initialState())));
    if (backend.passiveCheck().isEmpty()) {
      entries.put("passive_check", text("none"));
    }
    return last("servers", entries);
  }

  private YamlNode server(ServerConfig server) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    // A path is no name that a file could give: such a server has none of its own.
    if (server.unixPath() == null || !server.name().equals(server.address())) {
      entries.put("name", text(server.name()));
    }
    entries.put("address", text(server.address()));
    entries.putAll(components(server));
    if (server.checkPort() == 0) {
      entries.remove("check_port");
    }
    OwnCheck own = server.ownCheck();
    if (own != null) {
      entries.put("health_check", own.check() == null ? text("none") : ownCheck(own.check()));
    }
    return map(entries);
  }

  /** With a type where nothing else tells it. */
  private Map<String, YamlNode> healthCheck(HealthCheckConfig check) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    boolean bare = check.http() == null && check.grpc() == null;
    if (check.grpc() != null) {
      entries.put("type", text("grpc"));
    } else if (bare && check.asServer() == (check.tls() != null)) {
      entries.put("type", text(check.asServer() ? "tls" : "tcp"));
    }
    entries.putAll(components(check));
    if (check.asServer()) {
      entries.remove("tls");
    } else if (!bare) {
      entries.putIfAbsent("tls", text("none"));
    }
    return entries;
  }

  /** With its type, unless the server's TLS says it, and what it may not have of its backend. */
  private YamlNode ownCheck(HealthCheckConfig check) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    if (check.http() != null || check.grpc() == null && check.tls() != null) {
      entries.put("type", text(check.http() == null ? "tls" : "http"));
    }
    entries.putAll(healthCheck(check));
    if (!check.asServer()) {
      entries.putIfAbsent("tls", text("none"));
    }
    return map(entries);
  }

  private YamlNode rateLimitZone(RateLimitZoneConfig zone) {
    Map<String, YamlNode> entries = components(zone);
    if (zone.concurrency() == 0) {
      entries.remove("concurrency");
    }
    return map(entries);
  }

  private YamlNode respond(RespondConfig respond) {
    Map<String, YamlNode> entries = components(respond);
    byte[] bytes = respond.body().getBytes(StandardCharsets.ISO_8859_1);
    entries.put("body", text(new String(bytes, StandardCharsets.UTF_8)));
    entries.remove(respond.file() == null && !respond.body().isEmpty() ? "file" : "body");
    return map(entries);
  }

  private YamlNode errorPage(ErrorPageConfig page) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (ErrorPageConfig.Answer answer : page.answers()) {
      if (answer.form() == ErrorPageConfig.Form.WHOLE) {
        return text(answer.file());
      }
      entries.put(answer.form().name().toLowerCase(Locale.ROOT), text(answer.file()));
    }
    return entries.isEmpty() ? text("none") : map(entries);
  }

  private YamlNode maintenance(MaintenanceConfig maintenance) {
    Map<String, YamlNode> entries = components(maintenance);
    YamlNode on = entries.remove("on");
    if (maintenance.file() == null && on != null) {
      entries.put("enabled", on);
    }
    return map(entries);
  }

  private YamlNode responseRewrite(ResponseRewriteConfig rewrite) {
    Map<String, YamlNode> entries = components(rewrite);
    entries.remove("own_location");
    if (rewrite.location().isEmpty()) {
      entries.put("location", node(rewrite.ownLocation()));
    }
    return rewrite.equals(ResponseRewriteConfig.NONE) ? text("none") : map(entries);
  }

  private YamlNode errorPages(ErrorPagesConfig pages) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    if (pages.intercept() != null) {
      entries.put("intercept", node(pages.intercept()));
    }
    pages.pages().forEach((status, page) -> entries.put(status.toString(), node(page)));
    return map(entries);
  }

  /** Conditions by the name of what they are about. */
  private YamlNode conditions(Collection<?> all) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (Object it : all) {
      FieldCondition condition = (FieldCondition) it;
      YamlNode values = node(condition.values());
      entries.put(
          condition.name(),
          switch (condition.kind()) {
            case EXACT -> values;
            case PREFIX -> map(Map.of("prefix", values));
            case REGEX -> map(Map.of("regex", values));
            case PRESENT -> map(Map.of("present", plain("true")));
            case ABSENT -> map(Map.of("present", plain("false")));
          });
    }
    return map(entries);
  }

  private Map<String, YamlNode> components(Record value) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      RecordKeys.Rule rule = RecordKeys.of(component);
      Object part = get(component, value);
      if (part == null
          || rule.dropped()
          || part instanceof Collection<?> all && all.isEmpty() && rule.optional()) {
        continue;
      }
      if (rule.inlined()) {
        entries.putAll(components((Record) part));
        continue;
      }
      YamlNode node = node(part, rule);
      if (node.kind() != YamlNode.Kind.MAP || !node.entries().isEmpty()) {
        entries.put(rule.key(), node);
      }
    }
    return entries;
  }

  private YamlNode node(Object part, RecordKeys.Rule rule) {
    return switch (rule.form()) {
      case SIZE -> size(((Number) part).longValue());
      case PERCENT -> plain(part + "%");
      case SHARE -> plain(percentage((Double) part));
      case AUTO -> plain(part.equals(0) ? "auto" : part.toString());
      case CONDITIONS -> conditions((Collection<?>) part);
      case ADDED -> map(Map.of("add", node(part)));
      case USUAL -> node(part);
    };
  }

  /** With four decimals at most, as many as the file may have. */
  private static String percentage(double share) {
    BigDecimal percent = BigDecimal.valueOf(share * 100).setScale(4, RoundingMode.HALF_EVEN);
    return percent.stripTrailingZeros().toPlainString() + "%";
  }

  private static YamlNode size(long bytes) {
    if (bytes == 0) {
      return plain("0");
    }
    return plain(bytes == OverridesConfig.UNLIMITED ? "unlimited" : Sizes.text(bytes));
  }

  private static @Nullable Object get(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }

  /** Longest last, so that the rest can be found. */
  private static YamlNode last(String key, Map<String, YamlNode> entries) {
    YamlNode value = entries.remove(key);
    if (value != null) {
      entries.put(key, value);
    }
    return map(entries);
  }

  private static YamlNode map(Map<String, YamlNode> entries) {
    List<YamlNode.Entry> list = new ArrayList<>();
    entries.forEach((key, value) -> list.add(new YamlNode.Entry(text(key), value)));
    return YamlNode.map(list, 0, 0);
  }

  private static YamlNode text(String text) {
    return YamlNode.scalar(text, false, 0, 0);
  }

  private static YamlNode plain(String text) {
    return YamlNode.scalar(text, true, 0, 0);
  }

  private static YamlNode template(String text) {
    return new YamlNode(
        YamlNode.Kind.SCALAR, text, false, List.of(), List.of(), 0, 0, 1, null, true);
  }
}
