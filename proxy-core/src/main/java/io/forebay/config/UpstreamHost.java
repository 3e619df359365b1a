package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What a server is told that it is asked for, in Host or {@code :authority}.
 *
 * @param text {@code preserve} for what the client has asked for, {@code upstream} for the server's
 *     own name or address, or a host with or without a port
 */
public record UpstreamHost(String text) {

  public static final UpstreamHost PRESERVE = new UpstreamHost("preserve");
  public static final UpstreamHost UPSTREAM = new UpstreamHost("upstream");
  public static final String EXPECTED = "preserve, upstream, or a host with or without a port";

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  public UpstreamHost {
    Checks.require(HttpCheckConfig.isHost(text), "host", text, EXPECTED);
  }

  /** What {@code server} is told; null for what the client has said. */
  @Nullable String of(ServerConfig server) {
    if (equals(PRESERVE)) {
      return null;
    }
    if (!equals(UPSTREAM)) {
      return text;
    }
    String all = server.address();
    boolean usual = server.port() == (server.tls() == null ? HTTP : HTTPS);
    return usual ? all.substring(0, all.lastIndexOf(':')) : all;
  }

  /** The host that stands here; null where none does. */
  public @Nullable String named() {
    return equals(PRESERVE) || equals(UPSTREAM) ? null : text;
  }

  /** {@code tls} with the name that stands here as the one that is asked for, if it says none. */
  public UpstreamTlsConfig naming(UpstreamTlsConfig tls) {
    String named = named();
    String name = named == null ? "" : named.replaceFirst(":[0-9]*$", "");
    return tls.sni() == null && UpstreamTlsConfig.isName(name) ? tls.withSni(name) : tls;
  }

  @Override
  public String toString() {
    return text;
  }
}
