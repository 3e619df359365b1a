package io.forebay.tls;

import java.security.cert.CertificateException;

/** A certificate is not the one that is pinned. The message is fit for users. */
final class PinFailure extends CertificateException {
  private static final long serialVersionUID = 1L;

  PinFailure(String reason) {
    super(reason);
  }
}
