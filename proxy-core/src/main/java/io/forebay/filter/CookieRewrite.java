package io.forebay.filter;

import io.forebay.config.ResponseRewriteConfig;
import io.forebay.config.ResponseRewriteConfig.CookieFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes attributes of cookies (RFC 6265 section 4.1). Immutable; any event loop. */
final class CookieRewrite {

  private static final String SECURE = "Secure";
  private static final String HTTP_ONLY = "HttpOnly";
  private static final String SAME_SITE = "SameSite";

  private final ResponseRewriteConfig config;

  CookieRewrite(ResponseRewriteConfig config) {
    this.config = config;
  }

  /** The value of Set-Cookie for the client; null where it stays. */
  @Nullable String rewrite(String cookie) {
    String[] parts = cookie.split(";", -1);
    StringBuilder changed = new StringBuilder(parts[0]);
    for (String attribute : attributes(parts)) {
      changed.append("; ").append(attribute);
    }
    String result = changed.toString();
    return result.equals(cookie) ? null : result;
  }

  private List<String> attributes(String[] parts) {
    CookieFlags flags = config.cookieFlags();
    List<String> attributes = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String attribute = parts[i].strip();
      if (!attribute.isEmpty() && !isDecided(name(attribute), flags)) {
        attributes.add(changed(attribute));
      }
    }
    if (Boolean.TRUE.equals(flags.secure())) {
      attributes.add(SECURE);
    }
    if (Boolean.TRUE.equals(flags.httpOnly())) {
      attributes.add(HTTP_ONLY);
    }
    if (flags.sameSite() != null) {
      attributes.add(SAME_SITE + "=" + flags.sameSite().attribute());
    }
    return attributes;
  }

  private static String name(String attribute) {
    int equals = attribute.indexOf('=');
    return (equals < 0 ? attribute : attribute.substring(0, equals)).strip();
  }

  private static boolean isDecided(String name, CookieFlags flags) {
    return flags.secure() != null && name.equalsIgnoreCase(SECURE)
        || flags.httpOnly() != null && name.equalsIgnoreCase(HTTP_ONLY)
        || flags.sameSite() != null && name.equalsIgnoreCase(SAME_SITE);
  }

  private String changed(String attribute) {
    String name = name(attribute);
    String value = attribute.substring(Math.min(attribute.indexOf('=') + 1, attribute.length()));
    String changed =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "path" -> path(value.strip());
          case "domain" -> domain(value.strip());
          default -> null;
        };
    return changed == null ? attribute : name + "=" + changed;
  }

  private @Nullable String path(String path) {
    for (Map.Entry<String, String> each : config.cookiePath().entrySet()) {
      if (path.startsWith(each.getKey())) {
        return each.getValue() + path.substring(each.getKey().length());
      }
    }
    return null;
  }

  private @Nullable String domain(String domain) {
    String dot = domain.startsWith(".") ? "." : "";
    String bare = domain.substring(dot.length());
    for (Map.Entry<String, String> each : config.cookieDomain().entrySet()) {
      if (bare.equalsIgnoreCase(each.getKey())) {
        return dot + each.getValue();
      }
    }
    return null;
  }
}
