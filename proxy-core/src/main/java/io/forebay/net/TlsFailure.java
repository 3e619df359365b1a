package io.forebay.net;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a client's handshake came to nothing. */
public enum TlsFailure {
  /** It spoke HTTP without TLS. */
  PLAIN_HTTP,
  /** What it sent is no TLS. */
  NOT_TLS,
  /** It took too long. */
  TIMEOUT,
  /** It went away. */
  CLOSED,
  /** No version of TLS that both speak. */
  NO_SHARED_VERSION,
  /** No cipher suite, group or signature algorithm that both know. */
  NO_SHARED_CIPHER,
  /** No version of HTTP that both speak. */
  NO_SHARED_PROTOCOL,
  /** It asked for a name that no certificate is for. */
  UNKNOWN_NAME,
  /** It had to show a certificate and did not. */
  NO_CLIENT_CERTIFICATE,
  /** Its certificate is not accepted. */
  BAD_CLIENT_CERTIFICATE,
  /** It said that it does not accept what it was sent, mostly our certificate. */
  REFUSED_BY_CLIENT,
  /** Anything else: a message out of order, one that cannot be decrypted. */
  PROTOCOL_ERROR;

  private static final int MAX_CAUSES = 16;

  /** As metrics say it, such as {@code plain_http}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What {@code failure} means, which ended a handshake. */
  public static TlsFailure of(Throwable failure) {
    TlsFailure found = PROTOCOL_ERROR;
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      TlsFailure here = ofOne(cause);
      if (here != null) {
        found = here;
      }
      cause = cause.getCause();
    }
    return found;
  }

  private static @Nullable TlsFailure ofOne(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return NOT_TLS;
    }
    if (cause instanceof GeneralSecurityException) {
      return BAD_CLIENT_CERTIFICATE;
    }
    if (cause instanceof ClosedChannelException || cause instanceof SslClosedEngineException) {
      return CLOSED;
    }
    if (cause instanceof SSLException) {
      return ofText(String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT));
    }
    return cause instanceof IOException ? CLOSED : null;
  }

  /** The words of BoringSSL, those of the JDK, and our own. */
  private static @Nullable TlsFailure ofText(String text) {
    if (text.contains("UNRECOGNIZED_NAME")) {
      return UNKNOWN_NAME;
    }
    if (text.contains("ALERT")) {
      return REFUSED_BY_CLIENT;
    }
    if (text.contains("DID_NOT_RETURN_A_CERTIFICATE") || text.contains("EMPTY CLIENT CERT")) {
      return NO_CLIENT_CERTIFICATE;
    }
    if (text.contains("CERTIFICATE_VERIFY_FAILED")) {
      return BAD_CLIENT_CERTIFICATE;
    }
    if (text.contains("UNSUPPORTED_PROTOCOL")
        || text.contains("WRONG_VERSION")
        || text.contains("CLIENT REQUESTED PROTOCOL")) {
      return NO_SHARED_VERSION;
    }
    if (text.contains("NO_SHARED_")
        || text.contains("NO_COMMON_")
        || text.contains("WRONG_CURVE")
        || text.contains("IN COMMON")) {
      return NO_SHARED_CIPHER;
    }
    return text.contains("NO_APPLICATION_PROTOCOL") || text.contains("ALPN")
        ? NO_SHARED_PROTOCOL
        : null;
  }
}
