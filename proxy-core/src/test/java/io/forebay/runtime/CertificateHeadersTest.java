package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeaderBlock;
import io.forebay.net.ClientCertificate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateHeadersTest {

  private static Map<String, String> fields(ClientCertificate certificate) {
    Map<String, String> fields = new LinkedHashMap<>();
    HeaderBlock block = CertificateHeaders.of(certificate);
    assertThat(block).isNotNull();
    block.forEach((id, name, value) -> fields.put(name, value));
    return fields;
  }

  @Test
  void certificate_isTold() {
    assertThat(fields(new ClientCertificate("CN=a", "CN=b", "1f", "00ff")))
        .isEqualTo(
            Map.of(
                "X-SSL-Client-Verify", "SUCCESS",
                "X-SSL-Client-Subject", "CN=a",
                "X-SSL-Client-Issuer", "CN=b",
                "X-SSL-Client-Serial", "1f",
                "X-SSL-Client-Fingerprint", "00ff"));
  }

  @Test
  void noCertificate_nothing() {
    assertThat(CertificateHeaders.of(null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"a b, a b", "'a\r\nX: y', 'a\\0D\\0AX: y'", "\u00fc, \\C3\\BC", "'\t', \\09"})
  void names_areOneLineOfVisibleAscii(String name, String told) {
    assertThat(fields(new ClientCertificate("CN=" + name, "CN=b", "1", "0")))
        .containsEntry("X-SSL-Client-Subject", "CN=" + told);
  }

  @Test
  void nameThatIsTooLong_isNotTold() {
    assertThat(fields(new ClientCertificate("x".repeat(4097), "CN=b", "1", "0")))
        .doesNotContainKey("X-SSL-Client-Subject")
        .containsEntry("X-SSL-Client-Verify", "SUCCESS");
  }
}
