package io.forebay.tls.certificate;

import io.forebay.net.CertificateInfo;
import java.util.List;

/**
 * The certificates of a listener as they were read.
 *
 * @param usable those that can be used, at least one, in the order of the configuration
 * @param infos what is to be known of each that is configured, also of those that cannot
 */
public record LoadedCertificates(List<Certificate> usable, List<CertificateInfo> infos) {
  public LoadedCertificates {
    usable = List.copyOf(usable);
    infos = List.copyOf(infos);
  }
}
