package io.forebay.daemon;

import io.forebay.config.AdminConfig;
import io.forebay.config.BackendConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.daemon.cli.Findings;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files by which listeners and connections to servers encrypt as a start would, and says
 * what is wrong with them.
 */
final class TlsReview {
  private final TlsProvider tls;
  private final Instant now;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<UpstreamTlsConfig> reviewed = new HashSet<>();

  private TlsReview(TlsProvider tls, Instant now) {
    this.tls = tls;
    this.now = now;
  }

  static Findings of(ProxyConfig config, TlsProvider tls, Instant now) {
    TlsReview review = new TlsReview(tls, now);
    config.listeners().values().forEach(review::add);
    config.backends().values().forEach(review::add);
    config.admin().forEach(review::add);
    return new Findings(review.problems, review.warnings);
  }

  private void add(ListenerConfig listener) {
    ListenerTlsConfig config = listener.tls();
    if (config == null) {
      return;
    }
    List<String> protocols = listener.protocols().stream().map(HttpProtocol::toString).toList();
    add("listeners." + listener.name() + ".tls: ", listener.name(), config, protocols);
  }

  private void add(AdminConfig admin) {
    ListenerTlsConfig config = admin.tls();
    if (config != null) {
      String name = "admin " + admin.bind().get(0);
      add(name + " tls: ", name, config, List.of());
    }
  }

  private void add(String place, String name, ListenerTlsConfig config, List<String> protocols) {
    try {
      TlsServer server = tls.server(name, config, protocols);
      server.certificates().forEach(it -> add(place, it));
      server.warnings().forEach(it -> warnings.add(place + it));
    } catch (TlsException e) {
      problems.add(place + e.getMessage());
    }
  }

  private void add(BackendConfig backend) {
    for (ServerConfig server : backend.servers()) {
      String place = "backends." + backend.name() + " server " + server.name();
      HealthCheckConfig check = backend.checkOf(server);
      add(place + ": ", server.tls());
      add(place + " health_check: ", check == null ? null : check.tls());
    }
  }

  private void add(String place, @Nullable UpstreamTlsConfig config) {
    if (config == null || !reviewed.add(config)) {
      return;
    }
    try {
      tls.client(config, List.of());
    } catch (TlsException e) {
      problems.add(place + "tls: " + e.getMessage());
    }
  }

  private void add(String place, CertificateInfo info) {
    String problem = info.problem();
    Instant end = info.notAfter();
    if (problem != null) {
      warnings.add(place + "certificate refused: " + problem);
    } else if (end != null && Duration.between(now, end).compareTo(CertificateEvents.SOON) <= 0) {
      warnings.add(place + info.file() + ": " + CertificateEvents.expiry(now, end));
    }
    String staple = info.stapleProblem();
    if (staple != null) {
      warnings.add(place + "no OCSP staple: " + staple);
    }
  }
}
