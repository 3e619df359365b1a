package io.forebay.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Refuses certificates that a list says are revoked, and those whose issuer has no list. A list
 * that has expired still counts: no certificate becomes good by a list that is not renewed.
 *
 * <p>One check of one path at a time: Java copies it for each.
 */
final class RevocationLists extends PKIXCertPathChecker {

  private final List<X509CRL> lists;
  private final List<X509Certificate> authorities;

  /** The certificate before, which is the issuer of the next; null at the authority's end. */
  private @Nullable X509Certificate previous;

  RevocationLists(List<X509CRL> lists, List<X509Certificate> authorities) {
    this.lists = List.copyOf(lists);
    this.authorities = List.copyOf(authorities);
  }

  @Override
  public void init(boolean forward) {
    previous = null;
  }

  @Override
  public boolean isForwardCheckingSupported() {
    return false;
  }

  @Override
  public @Nullable Set<String> getSupportedExtensions() {
    return null;
  }

  @Override
  public void check(Certificate certificate, Collection<String> unresolved)
      throws CertPathValidatorException {
    X509Certificate checked = (X509Certificate) certificate;
    X500Principal issuer = checked.getIssuerX500Principal();
    List<PublicKey> keys = issuerKeys(checked);
    // Java remembers the last key that was right for a list: this costs nothing the next time.
    List<X509CRL> ofIssuer =
        lists.stream()
            .filter(list -> list.getIssuerX500Principal().equals(issuer))
            .filter(list -> keys.stream().anyMatch(key -> isSigned(() -> list.verify(key))))
            .toList();
    if (ofIssuer.isEmpty()) {
      throw refused(
          "there is no list of what " + issuer.getName() + " has revoked",
          BasicReason.UNDETERMINED_REVOCATION_STATUS);
    }
    if (ofIssuer.stream().anyMatch(list -> list.isRevoked(checked))) {
      throw refused("it is revoked", BasicReason.REVOKED);
    }
    previous = checked;
  }

  private static CertPathValidatorException refused(String why, BasicReason reason) {
    return new CertPathValidatorException(why, null, null, -1, reason);
  }

  private List<PublicKey> issuerKeys(X509Certificate checked) {
    X509Certificate above = previous;
    return above != null
        ? List.of(above.getPublicKey())
        : authorities.stream()
            .filter(it -> it.getSubjectX500Principal().equals(checked.getIssuerX500Principal()))
            .map(X509Certificate::getPublicKey)
            .filter(key -> isSigned(() -> checked.verify(key)))
            .toList();
  }

  private interface Verification {
    void verify() throws GeneralSecurityException;
  }

  private static boolean isSigned(Verification verification) {
    try {
      verification.verify();
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
