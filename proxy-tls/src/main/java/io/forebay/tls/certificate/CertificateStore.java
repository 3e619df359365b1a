package io.forebay.tls.certificate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a listener, of which each client gets the one that it asks for: that of its
 * name, else that of a wildcard of one label, else the first. Where several are for the same name,
 * it gets one that it can use, of elliptic curves rather than of RSA. Immutable; any thread.
 */
public final class CertificateStore {
  private static final Comparator<Certificate> BY_PREFERENCE =
      Comparator.comparing((Certificate it) -> it.type() != KeyType.EC);

  private final Map<String, List<Certificate>> byName = new HashMap<>();
  private final List<Certificate> fallback;
  private final int count;
  private final boolean strictSni;
  private final CertificateFit fit;

  /**
   * @param certificates at least one
   * @param strictSni whether who asks for no name, or for one that none is for, gets none
   * @param suites which suites of TLS 1.2 the listener has, by their numbers
   * @param tls13 whether it speaks TLS 1.3
   */
  public CertificateStore(
      List<Certificate> certificates, boolean strictSni, IntPredicate suites, boolean tls13) {
    for (Certificate certificate : certificates) {
      for (String name : certificate.names()) {
        byName.computeIfAbsent(name, it -> new ArrayList<>()).add(certificate);
      }
    }
    byName.values().forEach(it -> it.sort(BY_PREFERENCE));
    Certificate first = certificates.get(0);
    this.fallback = first.names().isEmpty() ? List.of(first) : byName.get(first.names().get(0));
    this.count = certificates.size();
    this.strictSni = strictSni;
    this.fit = new CertificateFit(suites, tls13);
  }

  /** Whether a client's message matters; else {@link #fallback()} is for everybody. */
  public boolean needsHello() {
    return strictSni || count > 1;
  }

  /** What is chosen where nothing is known of a client. */
  public Certificate fallback() {
    return fallback.get(0);
  }

  /** What this client gets; null for none, to be told by the alert unrecognized_name. */
  public @Nullable Certificate choose(ClientHello hello) {
    String name = hello.serverName();
    List<Certificate> named = name == null ? null : named(name);
    if (named == null && strictSni) {
      return null;
    }
    return best(named == null ? fallback : named, hello);
  }

  private @Nullable List<Certificate> named(String name) {
    if (name.startsWith("*")) {
      return null;
    }
    List<Certificate> exact = byName.get(name);
    int dot = name.indexOf('.');
    return exact == null && dot > 0 ? byName.get("*" + name.substring(dot)) : exact;
  }

  /** The last one if none fits: the handshake fails then, and its alert says why. */
  private Certificate best(List<Certificate> candidates, ClientHello hello) {
    int last = candidates.size() - 1;
    for (int i = 0; i < last; i++) {
      if (fit.fits(candidates.get(i), hello)) {
        return candidates.get(i);
      }
    }
    return candidates.get(last);
  }
}
