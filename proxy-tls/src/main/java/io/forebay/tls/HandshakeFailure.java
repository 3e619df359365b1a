package io.forebay.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts into words why a handshake failed, from exceptions that hide it in their causes. */
final class HandshakeFailure {

  private static final int MAX_CAUSES = 16;
  private static final Pattern ALERT =
      Pattern.compile("(?:_ALERT_|fatal alert: )([A-Za-z]+(?:_[A-Za-z]+)*)");

  private HandshakeFailure() {}

  /**
   * @param name what the certificate had to be for
   */
  static String reason(Throwable failure, String name) {
    List<Throwable> causes = causes(failure);
    PinFailure pin = find(causes, PinFailure.class);
    if (pin != null) {
      return pin.getMessage();
    }
    if (has(causes, CertificateExpiredException.class)) {
      return "certificate has expired";
    }
    if (has(causes, CertificateNotYetValidException.class)) {
      return "certificate is not valid yet";
    }
    if (has(causes, CertPathBuilderException.class)) {
      return "certificate of an unknown issuer";
    }
    CertPathValidatorException path = find(causes, CertPathValidatorException.class);
    if (path != null) {
      return "certificate is not accepted: " + path.getMessage();
    }
    if (has(causes, CertificateException.class)) {
      return "certificate is not for " + name;
    }
    if (has(causes, NotSslRecordException.class)) {
      return "the answer is no TLS";
    }
    String alert = alert(causes);
    if (alert != null) {
      return "refused by the server: " + alert;
    }
    boolean closed =
        has(causes, ClosedChannelException.class) || has(causes, SslClosedEngineException.class);
    return closed
        ? "connection closed in the TLS handshake"
        : "TLS handshake failed: " + text(causes);
  }

  /** What the peer says in an alert, in the words of BoringSSL or the JDK; null for no alert. */
  private static @Nullable String alert(List<Throwable> causes) {
    for (Throwable cause : causes) {
      Matcher matcher = ALERT.matcher(String.valueOf(cause.getMessage()));
      if (cause instanceof SSLException && matcher.find()) {
        return matcher.group(1).toLowerCase(Locale.ROOT).replace('_', ' ');
      }
    }
    return null;
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    Throwable next = failure;
    while (next != null && causes.size() < MAX_CAUSES) {
      causes.add(next);
      next = next.getCause();
    }
    return causes;
  }

  /** The innermost message, the only one that does not repeat others. */
  private static String text(List<Throwable> causes) {
    Throwable last = causes.get(causes.size() - 1);
    String message = last.getMessage();
    return message == null
        ? last.getClass().getSimpleName()
        : message.lines().findFirst().orElse("unknown");
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
    return find(causes, type) != null;
  }

  private static <T extends Throwable> @Nullable T find(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
  }
}
