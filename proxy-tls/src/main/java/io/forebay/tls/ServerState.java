package io.forebay.tls;

import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.CertificateInfo;
import io.forebay.tls.certificate.Certificate;
import io.forebay.tls.certificate.CertificateStore;
import io.forebay.tls.certificate.ClientHello;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listener's TLS as its files were when they were read.
 *
 * @param contexts by the very certificates of the store
 * @param ticketKeys null where clients are given no tickets
 * @param trust null where clients are not asked for a certificate
 * @param files what was read
 * @param problems why what some files hold now is not used
 */
record ServerState(
    CertificateStore store,
    Map<Certificate, ServerContext> contexts,
    List<CertificateInfo> certificates,
    @Nullable TicketKeys ticketKeys,
    @Nullable ClientTrust trust,
    SourceFiles files,
    List<String> problems) {

  ServerState {
    problems = List.copyOf(problems);
  }

  /** The same, though other files were found that cannot be used. */
  ServerState with(SourceFiles found, String problem) {
    return new ServerState(
        store, contexts, certificates, ticketKeys, trust, found, List.of(problem));
  }

  /** Null if it is to be told that there is none of its name. */
  @Nullable ServerContext choose(ClientHello hello) {
    Certificate certificate = store.choose(hello);
    return certificate == null ? null : contexts.get(certificate);
  }

  /** For clients that need not be asked what they want. */
  ServerContext fallback() {
    ServerContext context = contexts.get(store.fallback());
    if (context == null) {
      throw new IllegalStateException("a certificate without a context");
    }
    return context;
  }
}
