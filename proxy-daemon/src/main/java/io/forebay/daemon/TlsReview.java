package io.forebay.daemon;

import io.forebay.config.HttpProtocol;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.daemon.cli.Findings;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the files by which listeners encrypt as a start would, and says what is wrong with them.
 */
final class TlsReview {
  private final TlsProvider tls;
  private final Instant now;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private TlsReview(TlsProvider tls, Instant now) {
    this.tls = tls;
    this.now = now;
  }

  static Findings of(ProxyConfig config, TlsProvider tls, Instant now) {
    TlsReview review = new TlsReview(tls, now);
    config.listeners().values().forEach(review::add);
    return new Findings(review.problems, review.warnings);
  }

  private void add(ListenerConfig listener) {
    ListenerTlsConfig config = listener.tls();
    if (config == null) {
      return;
    }
    String place = "listeners." + listener.name() + ".tls: ";
    try {
      List<String> protocols = listener.protocols().stream().map(HttpProtocol::toString).toList();
      TlsServer server = tls.server(listener.name(), config, protocols);
      server.certificates().forEach(it -> add(place, it));
      server.warnings().forEach(it -> warnings.add(place + it));
    } catch (TlsException e) {
      problems.add(place + e.getMessage());
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
