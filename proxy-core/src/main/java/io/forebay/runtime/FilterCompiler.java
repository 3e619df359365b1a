package io.forebay.runtime;

import io.forebay.config.AccessConfig;
import io.forebay.config.BackendConfig;
import io.forebay.config.BasicAuthConfig;
import io.forebay.config.CompressionConfig;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.ForwardedHeader;
import io.forebay.config.HeadersConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.MaintenanceConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.PolicyConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RequestIdConfig;
import io.forebay.config.ResponseRewriteConfig;
import io.forebay.config.RouteLimitsConfig;
import io.forebay.config.TraceConfig;
import io.forebay.exchange.FilterChain;
import io.forebay.exchange.HttpFilter;
import io.forebay.filter.AccessFilter;
import io.forebay.filter.BackendHeaderFilter;
import io.forebay.filter.BasicAuthFilter;
import io.forebay.filter.ClientCertificateFilter;
import io.forebay.filter.CompressionFilter;
import io.forebay.filter.ForwardedFilter;
import io.forebay.filter.HeaderFilter;
import io.forebay.filter.MaintenanceFilter;
import io.forebay.filter.RedirectFilter;
import io.forebay.filter.RequestIdFilter;
import io.forebay.filter.RespondFilter;
import io.forebay.filter.ResponseRewriteFilter;
import io.forebay.filter.RewriteFilter;
import io.forebay.filter.RouteLimitsFilter;
import io.forebay.filter.SplitCookieFilter;
import io.forebay.filter.StickyFilter;
import io.forebay.filter.TraceFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the filters of a listener's routes, in the order that holds everywhere. Control thread. */
final class FilterCompiler {

  /*
   * Requests pass from top to bottom, answers from bottom to top:
   *
   *   route limits    of heads that their listener has read
   *   access          addresses that are not allowed, before anything is counted
   *   maintenance     turns away whoever is let in
   *   rate limits     before passwords, which are expensive to verify
   *   basic auth
   *   request id, trace     from here on the request is one that is let in
   *   forwarded, client certificate
   *   headers         behind what the proxy adds by itself, so that what the operator says wins;
   *                   of answers it is the last to see those that are let in
   *   compression     of answers, once their type is known
   *   redirect, respond
   *   rewrite, response rewrite, sticky, buffering     close to the server
   *   headers of the backend       of requests once it is sent there, of answers before all others
   */

  private final ListenerConfig listener;
  private final ProxyConfig config;
  private final @Nullable String node;
  private final FilterServices services;
  private final StickyCompiler sticky;
  private final RateLimitZones limits;
  private final Map<Set<ForwardedHeader>, ForwardedFilter> forwarded = new HashMap<>();

  FilterCompiler(
      ListenerConfig listener,
      ProxyConfig config,
      FilterServices services,
      StickyCompiler sticky,
      RateLimitZones limits) {
    this.limits = limits;
    this.sticky = sticky;
    this.listener = listener;
    this.config = config;
    this.node = config.global().process().node();
    this.services = services;
  }

  FilterChain compile(RouteAnswer answer, HeadersConfig headers, OverridesConfig overrides) {
    List<HttpFilter> filters = new ArrayList<>();
    admission(filters, overrides);
    numbers(filters, overrides.policy());
    if (answer.backend() != null) {
      filters.add(forwarded(overrides.forwarded()));
      filters.add(new ClientCertificateFilter(listener.asksForCertificates()));
    }
    if (!headers.isEmpty()) {
      filters.add(new HeaderFilter(headers, node));
    }
    CompressionConfig compression = overrides.policy().compression();
    boolean bodies = answer.backend() != null || answer.respond() != null;
    if (bodies && compression != null && !compression.off()) {
      filters.add(new CompressionFilter(compression));
    }
    if (answer.redirect() != null) {
      filters.add(new RedirectFilter(answer.redirect()));
    }
    if (answer.respond() != null) {
      filters.add(new RespondFilter(answer.respond(), node));
    }
    if (answer.backend() != null) {
      towardsServer(filters, answer, overrides);
      ofBackend(filters, config.backends().get(answer.backend()));
    }
    return new FilterChain(filters);
  }

  /** What decides whether a request is let in. */
  private void admission(List<HttpFilter> filters, OverridesConfig overrides) {
    RouteLimitsConfig heads = overrides.limits();
    if (heads != null) {
      filters.add(new RouteLimitsFilter(heads));
    }
    AccessConfig access = overrides.policy().access();
    if (access != null && access.restricts()) {
      filters.add(new AccessFilter(access, services.tarpit()));
    }
    MaintenanceConfig maintenance = overrides.policy().maintenance();
    if (maintenance != null && maintenance.on()) {
      filters.add(new MaintenanceFilter(maintenance));
    }
    HttpFilter limit = limits.filter(overrides.policy().rateLimit());
    if (limit != null) {
      filters.add(limit);
    }
    BasicAuthConfig basicAuth = overrides.policy().basicAuth();
    if (basicAuth != null && basicAuth.users() != null) {
      filters.add(new BasicAuthFilter(basicAuth, services.passwords()));
    }
  }

  /** What requests are known by, also those that no server answers. */
  private static void numbers(List<HttpFilter> filters, PolicyConfig policy) {
    RequestIdConfig requestId = policy.requestId();
    if (requestId != null && !requestId.off()) {
      filters.add(new RequestIdFilter(requestId));
    }
    TraceConfig trace = policy.trace();
    if (trace != null && !trace.off()) {
      filters.add(new TraceFilter(trace));
    }
  }

  private void ofBackend(List<HttpFilter> filters, @Nullable BackendConfig backend) {
    if (backend != null && !backend.headers().isEmpty()) {
      filters.add(new BackendHeaderFilter(backend.headers(), node));
    }
  }

  /** What only matters where a server answers. */
  private void towardsServer(
      List<HttpFilter> filters, RouteAnswer answer, OverridesConfig overrides) {
    if (answer.rewrite() != null) {
      filters.add(new RewriteFilter(answer.rewrite()));
    }
    ResponseRewriteConfig response = overrides.policy().responseRewrite();
    if (response != null && (response.changesLocation() || response.changesCookies())) {
      filters.add(new ResponseRewriteFilter(response, answer.rewrite()));
    }
    if (answer.splitCookie() != null) {
      filters.add(new SplitCookieFilter(answer.splitCookie()));
    }
    StickyFilter cookie = sticky.cookie(answer.backend(), overrides);
    if (cookie != null) {
      filters.add(cookie);
    }
  }

  /**
   * One for all routes that say the same, as it remembers what it knows of a connection.
   *
   * @param own what a route says in place of the listener's headers, or null
   */
  private ForwardedFilter forwarded(@Nullable Set<ForwardedHeader> own) {
    ForwardedConfig all = listener.forwarded();
    return forwarded.computeIfAbsent(
        own == null ? all.add() : own, add -> new ForwardedFilter(all.with(add)));
  }
}
