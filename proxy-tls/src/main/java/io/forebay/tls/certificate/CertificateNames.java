package io.forebay.tls.certificate;

import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/** The DNS names that certificates are for. */
public final class CertificateNames {
  /** {@code dNSName} of RFC 5280 section 4.2.1.6. */
  private static final int DNS = 2;

  private CertificateNames() {}

  /**
   * Those of the alternative names, and the common name only where there are no alternative names
   * (RFC 9525 section 2).
   */
  static List<String> of(X509Certificate certificate) throws UnreadableException {
    Collection<List<?>> alternatives = alternatives(certificate);
    if (alternatives == null) {
      String common = commonName(certificate);
      return common == null ? List.of() : List.of(common);
    }
    return names(alternatives);
  }

  /** Those of the alternative names; empty where there are none or they are damaged. */
  public static List<String> ofAlternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = alternatives(certificate);
      return alternatives == null ? List.of() : names(alternatives);
    } catch (UnreadableException e) {
      return List.of();
    }
  }

  private static List<String> names(Collection<List<?>> alternatives) {
    Set<String> names =
        alternatives.stream()
            .filter(it -> Objects.equals(it.get(0), DNS))
            .map(it -> normal(String.valueOf(it.get(1))))
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return List.copyOf(names);
  }

  private static @Nullable Collection<List<?>> alternatives(X509Certificate certificate)
      throws UnreadableException {
    try {
      return certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException | RuntimeException e) {
      // The JDK throws other things than it declares at bytes that are damaged.
      throw new UnreadableException("alternative names that are damaged (expected: X.509)");
    }
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(it -> it.getType().equalsIgnoreCase("CN"))
              .map(it -> normal(it.getValue().toString()))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
    } catch (InvalidNameException e) {
      return null;
    }
  }

  /** As clients write it; null if none can. */
  static @Nullable String normal(String name) {
    try {
      String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
      boolean rooted = ascii.endsWith(".");
      String relative = rooted ? ascii.substring(0, ascii.length() - 1) : ascii;
      return relative.isEmpty() ? null : relative;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
