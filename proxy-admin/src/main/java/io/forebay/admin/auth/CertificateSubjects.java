package io.forebay.admin.auth;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The names that a client's certificate has, which was found to be good. */
final class CertificateSubjects {

  /** E-mail, DNS and URI in the alternative names of RFC 5280 section 4.2.1.6. */
  private static final Set<Integer> TEXTS = Set.of(1, 2, 6);

  private CertificateSubjects() {}

  /** The whole subject, its common names and its alternative names; none without a certificate. */
  static Set<String> of(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own ? of(own) : Set.of();
    } catch (SSLPeerUnverifiedException e) {
      return Set.of();
    }
  }

  static Set<String> of(X509Certificate certificate) {
    Set<String> names = new LinkedHashSet<>();
    String subject = certificate.getSubjectX500Principal().getName();
    names.add(subject);
    addCommonNames(names, subject);
    addAlternatives(names, certificate);
    names.remove("");
    return names;
  }

  private static void addCommonNames(Set<String> names, String subject) {
    try {
      for (Rdn part : new LdapName(subject).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
          names.add(name);
        }
      }
    } catch (InvalidNameException e) {
      // It has none that could be told apart from the rest.
    }
  }

  private static void addAlternatives(Set<String> names, X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives == null) {
        return;
      }
      for (List<?> one : alternatives) {
        if (one.get(0) instanceof Integer type
            && TEXTS.contains(type)
            && one.get(1) instanceof String text) {
          names.add(text);
        }
      }
    } catch (CertificateParsingException e) {
      // The rest of it is as good as it was.
    }
  }
}
