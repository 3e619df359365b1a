package io.forebay.config;

/**
 * A certificate that somebody shows an admin address.
 *
 * @param name whose it is
 * @param subject a common name or an alternative name (DNS, e-mail, URI) of its subject, or all of
 *     the subject as RFC 2253 writes it
 */
public record AdminCertificateConfig(String name, String subject) {

  public AdminCertificateConfig {
    Checks.require(AdminTokenConfig.isName(name), "name", name, AdminTokenConfig.EXPECTED_NAME);
    Checks.require(!subject.isBlank(), "subject", subject, "a name of a certificate");
  }
}
