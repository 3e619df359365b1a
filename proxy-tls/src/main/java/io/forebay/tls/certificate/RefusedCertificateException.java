package io.forebay.tls.certificate;

import java.nio.file.Path;

/** A certificate cannot be used. The message names the file and the reason in one line. */
public final class RefusedCertificateException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedCertificateException(Path file, String reason) {
    super(file + ": " + reason);
  }
}
