package io.forebay.tls;

import io.forebay.config.ListenerTlsConfig;
import java.util.ArrayList;
import java.util.List;

/** What a listener lacks where BoringSSL cannot be loaded and Java's own TLS takes its place. */
final class JdkFallback {

  private JdkFallback() {}

  /** Fit for users; the first says why, the others name keys that do nothing. */
  static List<String> warnings(ListenerTlsConfig config) {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "TLS by "
            + TlsRuntime.description()
            + ": slower, without X25519MLKEM768, keys of tickets are new after a reload");
    if (config.ticketKeysFile() != null) {
      warnings.add("ticket_keys_file: " + config.ticketKeysFile() + ": not used without BoringSSL");
    }
    if (!config.sessionTickets()) {
      warnings.add("session_tickets: false: without BoringSSL clients are given tickets");
    }
    if (config.certificates().stream().anyMatch(it -> it.ocsp() != null)) {
      warnings.add("ocsp: not sent to clients without BoringSSL");
    }
    return warnings;
  }
}
