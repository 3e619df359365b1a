package io.forebay.runtime;

import io.forebay.filter.ClientCertificateFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.net.ClientCertificate;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The fields that tell servers of a client's certificate. */
final class CertificateHeaders {

  /** A longer name is not told: cut short it could be somebody else's. */
  private static final int MAX_NAME_BYTES = 4096;

  private CertificateHeaders() {}

  /** Null where the client has shown none. */
  static @Nullable HeaderBlock of(@Nullable ClientCertificate certificate) {
    if (certificate == null) {
      return null;
    }
    HeaderBlock.Builder block = HeaderBlock.builder();
    add(block, "Verify", "SUCCESS");
    addName(block, "Subject", certificate.subject());
    addName(block, "Issuer", certificate.issuer());
    add(block, "Serial", certificate.serial());
    add(block, "Fingerprint", certificate.fingerprint());
    return block.build();
  }

  private static void addName(HeaderBlock.Builder block, String suffix, String name) {
    String escaped = escape(name);
    if (escaped.length() <= MAX_NAME_BYTES) {
      add(block, suffix, escaped);
    }
  }

  private static void add(HeaderBlock.Builder block, String suffix, String value) {
    block.add(ClientCertificateFilter.PREFIX + suffix, value);
  }

  /** Each byte that is not visible ASCII or a space as RFC 4514 section 2.4 has it: {@code \0D}. */
  static String escape(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
      if (unit >= ' ' && unit <= '~') {
        escaped.append((char) unit);
      } else {
        escaped.append("\\%02X".formatted(unit));
      }
    }
    return escaped.toString();
  }
}
