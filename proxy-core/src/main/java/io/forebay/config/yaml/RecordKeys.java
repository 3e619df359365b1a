package io.forebay.config.yaml;

import io.forebay.config.AddressSource;
import io.forebay.config.BindAddress;
import io.forebay.config.CertificatePin;
import io.forebay.config.LimitKeyPart;
import io.forebay.config.PasswordFile;
import io.forebay.config.PemFile;
import io.forebay.config.RequestKey;
import io.forebay.config.RequestRate;
import io.forebay.config.StatusRange;
import io.forebay.config.TokenFile;
import io.forebay.config.TrustedCa;
import io.forebay.config.UpstreamHost;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Under which key a component of a configuration record stands in the file, and how. */
final class RecordKeys {
  /** How a value is written. */
  enum Form {
    USUAL,
    SIZE,
    PERCENT,
    /** A number from 0 to 1 as a percentage. */
    SHARE,
    /** A number, and {@code auto} for 0. */
    AUTO,
    CONDITIONS,
    /** A list that stands under the key {@code add} of a map. */
    ADDED
  }

  /**
   * @param key empty for what stands elsewhere in the file or nowhere
   * @param inlined whether the keys of the value stand in place of it
   * @param optional whether an empty list is left out
   */
  record Rule(String key, Form form, boolean inlined, boolean optional) {
    private static final Rule DROPPED = new Rule("", Form.USUAL, false, false);
    private static final Rule INLINED = new Rule("", Form.USUAL, true, false);

    static Rule usual(String key) {
      return new Rule(key, Form.USUAL, false, false);
    }

    static Rule optional(String key) {
      return new Rule(key, Form.USUAL, false, true);
    }

    static Rule of(String key, Form form) {
      return new Rule(key, form, false, false);
    }

    boolean dropped() {
      return key.isEmpty() && !inlined;
    }
  }

  /** By record and component; the others are usual under their own name. */
  private static final Map<String, Rule> RULES = new HashMap<>();

  static {
    rule("GlobalConfig.workerThreads", Rule.of("worker_threads", Form.AUTO));
    rule("GlobalConfig.process", Rule.INLINED);
    rule("RateLimitZoneConfig.name", Rule.DROPPED);
    rule("RateLimitZoneConfig.fallbackKey", Rule.optional("fallback_key"));
    rule("RateLimitUseConfig.allow", Rule.optional("allow"));
    rule("ListenerConfig.name", Rule.DROPPED);
    rule("ListenerConfig.routes", Rule.optional("routes"));
    rule("ListenerConfig.overrides", Rule.INLINED);
    rule("Http2Config.streamWindow", Rule.of("stream_window", Form.SIZE));
    rule("Http2Config.connectionWindow", Rule.of("connection_window", Form.SIZE));
    rule("ListenerTlsConfig.ciphers", Rule.optional("ciphers"));
    rule("SessionCacheConfig.size", Rule.of("size", Form.SIZE));
    rule("RouteConfig.overrides", Rule.INLINED);
    rule("RouteConfig.label", Rule.DROPPED);
    rule("RouteConfig.split", Rule.INLINED);
    rule("SplitConfig.cookie", Rule.usual("split_cookie"));
    rule("RedirectConfig.rewrite", Rule.INLINED);
    rule("PolicyConfig.responseRewrite", Rule.usual("rewrite_response"));
    rule("OverridesConfig.maxRequestBody", Rule.of("max_request_body", Form.SIZE));
    rule("OverridesConfig.forwarded", Rule.of("forwarded", Form.ADDED));
    rule("BufferingConfig.requestMemory", Rule.of("request_memory", Form.SIZE));
    rule("BufferingConfig.responseMemory", Rule.of("response_memory", Form.SIZE));
    rule("OverridesConfig.policy", Rule.INLINED);
    rule("MatchConfig.hosts", Rule.optional("host"));
    rule("MatchConfig.methods", Rule.optional("method"));
    rule("MatchConfig.sources", Rule.optional("source"));
    rule("MatchConfig.headers", Rule.of("header", Form.CONDITIONS));
    rule("MatchConfig.query", Rule.of("query", Form.CONDITIONS));
    rule("MatchConfig.cookies", Rule.of("cookie", Form.CONDITIONS));
    rule("HeaderOps.remove", Rule.optional("remove"));
    rule("BackendConfig.name", Rule.DROPPED);
    rule("BackendConfig.shortage", Rule.INLINED);
    rule("ShortageConfig.panicThreshold", Rule.of("panic_threshold", Form.PERCENT));
    rule("ServerConfig.name", Rule.DROPPED);
    rule("ServerConfig.host", Rule.DROPPED);
    rule("ServerConfig.port", Rule.DROPPED);
    rule("ServerConfig.ownCheck", Rule.DROPPED);
    rule("ServerConfig.told", Rule.usual("host"));
    rule("HealthCheckConfig.http", Rule.INLINED);
    rule("HealthCheckConfig.grpc", Rule.INLINED);
    rule("HealthCheckConfig.pace", Rule.INLINED);
    rule("HealthCheckConfig.initialState", Rule.DROPPED);
    rule("HealthCheckConfig.asServer", Rule.DROPPED);
    rule("UpstreamTlsConfig.pin", Rule.optional("pin"));
    rule("PassiveCheckConfig.ejection", Rule.INLINED);
    rule("EjectionConfig.maxEjected", Rule.of("max_ejected", Form.PERCENT));
    rule("StickyConfig.off", Rule.DROPPED);
    rule("RetryConfig.budgetPercent", Rule.of("budget", Form.PERCENT));
    rule("RetryOverrides.budgetPercent", Rule.of("budget", Form.PERCENT));
    rule("LimitsConfig.requestLine", Rule.of("request_line", Form.SIZE));
    rule("RouteLimitsConfig.requestLine", Rule.of("request_line", Form.SIZE));
    rule("RouteLimitsConfig.head", Rule.of("head", Form.SIZE));
    rule("LimitsConfig.head", Rule.of("head", Form.SIZE));
    rule("LimitsConfig.minBodyRate", Rule.of("min_body_rate", Form.SIZE));
    rule("CompressionConfig.off", Rule.DROPPED);
    rule("RequestIdConfig.off", Rule.DROPPED);
    rule("TraceConfig.off", Rule.DROPPED);
    rule("CompressionConfig.minSize", Rule.of("min_size", Form.SIZE));
    rule("AccessLogOverrides.off", Rule.DROPPED);
    rule("AccessConfig.off", Rule.DROPPED);
    rule("AdminConfig.hosts", Rule.optional("hosts"));
    rule("AdminAuthConfig.tokens", Rule.optional("tokens"));
    rule("AdminAuthConfig.clientCertificates", Rule.optional("client_certificates"));
    rule("BasicAuthConfig.users", Rule.usual("users_file"));
    rule("AccessLogOverrides.bufferBytes", Rule.of("buffer", Form.SIZE));
    rule("AccessLogOverrides.sample", Rule.of("sample", Form.SHARE));
  }

  private RecordKeys() {}

  private static void rule(String component, Rule rule) {
    RULES.put(component, rule);
  }

  static Rule of(RecordComponent component) {
    String name = component.getName();
    Rule rule = RULES.get(component.getDeclaringRecord().getSimpleName() + "." + name);
    return rule == null ? Rule.usual(snakeCase(name)) : rule;
  }

  /** Whether a record stands in the file as its text. */
  static boolean isText(Record value) {
    return value instanceof BindAddress
        || value instanceof AddressSource
        || value instanceof RequestKey
        || value instanceof RequestRate
        || value instanceof LimitKeyPart
        || value instanceof StatusRange
        || value instanceof TrustedCa
        || value instanceof PemFile
        || value instanceof PasswordFile
        || value instanceof TokenFile
        || value instanceof UpstreamHost
        || value instanceof CertificatePin;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
