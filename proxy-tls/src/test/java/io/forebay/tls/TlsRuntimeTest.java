package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import org.junit.jupiter.api.Test;

class TlsRuntimeTest {

  @Test
  void description_namesBoringSsl() {
    assumeTrue(OpenSsl.isAvailable(), "no native library for this platform");

    assertThat(TlsRuntime.description()).matches("BoringSSL \\(netty-tcnative 2\\.[0-9.]+Final\\)");
  }

  @Test
  void binding_unknownVersion_nothing() {
    assertThat(TlsRuntime.binding(null)).isEmpty();
  }

  @Test
  void withoutBoringSsl_firstLineOfReason() {
    var cause = new UnsatisfiedLinkError("no such library\n\tlooked in /a\n\tlooked in /b");

    assertThat(TlsRuntime.withoutBoringSsl("SunJSSE", cause))
        .isEqualTo("SunJSSE (no BoringSSL: no such library)");
  }

  @Test
  void withoutBoringSsl_noMessage_nameOfFailure() {
    assertThat(TlsRuntime.withoutBoringSsl("SunJSSE", new IllegalStateException()))
        .isEqualTo("SunJSSE (no BoringSSL: IllegalStateException)");
  }

  @Test
  void withoutBoringSsl_noCause_saysUnknown() {
    assertThat(TlsRuntime.withoutBoringSsl("SunJSSE", null))
        .isEqualTo("SunJSSE (no BoringSSL: unknown)");
  }
}
