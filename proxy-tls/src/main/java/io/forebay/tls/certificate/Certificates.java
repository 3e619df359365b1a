package io.forebay.tls.certificate;

import io.forebay.config.CertificateConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsException;
import java.lang.ref.WeakReference;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates of listeners. Of each that is in use somewhere it knows the last one that
 * was good, which stays in use where the files hold something now that is not. Any thread; waits
 * for a disk.
 */
public final class Certificates {
  private final InstantSource clock;

  /** Weak: what no listener uses any more need not be gone back to. */
  private final Map<CertificateConfig, WeakReference<Certificate>> lastGood = new HashMap<>();

  /** None is known yet. */
  public Certificates(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Reads all of them.
   *
   * @param listener whose they are
   * @param files remembers what was read
   * @throws TlsException naming every one and its problem if none can be used
   */
  public synchronized LoadedCertificates load(
      String listener, List<CertificateConfig> configs, SourceFiles files) throws TlsException {
    CertificateReader reader = new CertificateReader(clock.instant(), files);
    List<Certificate> usable = new ArrayList<>();
    List<CertificateInfo> infos = new ArrayList<>();
    for (CertificateConfig config : configs) {
      Loading loading = new Loading(reader, config, known(config));
      Certificate certificate = loading.certificate;
      if (certificate != null) {
        usable.add(certificate);
        lastGood.put(config, new WeakReference<>(certificate));
      }
      infos.add(loading.info(listener));
    }
    lastGood.values().removeIf(it -> it.refersTo(null));
    if (usable.isEmpty()) {
      throw new TlsException("no certificate can be used: " + problems(infos));
    }
    return new LoadedCertificates(usable, infos);
  }

  private @Nullable Certificate known(CertificateConfig config) {
    WeakReference<Certificate> known = lastGood.get(config);
    return known == null ? null : known.get();
  }

  private static String problems(List<CertificateInfo> infos) {
    return infos.stream().map(CertificateInfo::problem).collect(Collectors.joining("; "));
  }

  /** One certificate, with what went wrong. */
  private static final class Loading {
    private final CertificateConfig config;
    private @Nullable Certificate certificate;
    private @Nullable String problem;
    private @Nullable String stapleProblem;

    Loading(CertificateReader reader, CertificateConfig config, @Nullable Certificate known) {
      this.config = config;
      try {
        certificate = reader.read(config);
      } catch (RefusedCertificateException e) {
        problem = e.getMessage();
        certificate = known;
      }
      if (certificate != null) {
        try {
          certificate = certificate.with(reader.staple(certificate));
        } catch (RefusedCertificateException e) {
          certificate = certificate.with(null);
          stapleProblem = e.getMessage();
        }
      }
    }

    CertificateInfo info(String listener) {
      Certificate loaded = certificate;
      if (loaded == null) {
        return new CertificateInfo(
            listener, config.cert(), List.of(), "", null, "", problem, stapleProblem, null);
      }
      OcspStaple staple = loaded.staple();
      return new CertificateInfo(
          listener,
          config.cert(),
          loaded.names(),
          loaded.type().name(),
          loaded.notAfter(),
          loaded.fingerprint(),
          problem,
          stapleProblem,
          staple == null ? null : staple.nextUpdate());
    }
  }
}
