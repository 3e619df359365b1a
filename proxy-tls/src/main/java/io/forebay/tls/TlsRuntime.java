package io.forebay.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.Library;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What does the cryptography of TLS in this process. */
public final class TlsRuntime {

  private TlsRuntime() {}

  /**
   * What to print of it in one line: the version of BoringSSL, or the provider of the JDK and why
   * BoringSSL could not be loaded. The first call loads the native library.
   */
  public static String description() {
    return OpenSsl.isAvailable()
        ? OpenSsl.versionString() + binding(Library.class.getPackage().getImplementationVersion())
        : withoutBoringSsl(jdkProvider(), OpenSsl.unavailabilityCause());
  }

  /** BoringSSL has no releases: the version of the library that carries it tells them apart. */
  static String binding(@Nullable String version) {
    return version == null ? "" : " (netty-tcnative " + version + ")";
  }

  static String withoutBoringSsl(String provider, @Nullable Throwable cause) {
    return provider + " (no BoringSSL: " + reason(cause) + ")";
  }

  /** The first line: a failure to load lists every place that was searched, one a line. */
  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "unknown";
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("unknown");
  }

  private static String jdkProvider() {
    try {
      return SSLContext.getDefault().getProvider().getName();
    } catch (NoSuchAlgorithmException e) {
      return "none";
    }
  }
}
