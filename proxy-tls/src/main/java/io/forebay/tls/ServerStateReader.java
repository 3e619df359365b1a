package io.forebay.tls;

import io.forebay.config.CipherSuite;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.TlsVersion;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.TlsException;
import io.forebay.tls.certificate.Certificate;
import io.forebay.tls.certificate.CertificateStore;
import io.forebay.tls.certificate.Certificates;
import io.forebay.tls.certificate.LoadedCertificates;
import io.forebay.tls.certificate.NamedFiles;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the files of one listener and makes its contexts of them. Waits for a disk. */
final class ServerStateReader {

  /**
   * What all listeners of the process share.
   *
   * @param ticketKeys for those that have no file of keys
   */
  record Shared(
      SslProvider provider,
      Certificates certificates,
      TicketKeys ticketKeys,
      InstantSource clock) {}

  private final Shared shared;
  private final String listener;
  private final ListenerTlsConfig config;
  private final List<String> protocols;
  private final @Nullable ServerState before;
  private final SourceFiles files = new SourceFiles();
  private final NamedFiles named = new NamedFiles(files);
  private final List<String> problems = new ArrayList<>();

  /**
   * @param before what stays in use where files hold something now that is not; null at first, when
   *     all of them must be right except some of the certificates
   */
  ServerStateReader(
      Shared shared,
      String listener,
      ListenerTlsConfig config,
      List<String> protocols,
      @Nullable ServerState before) {
    this.shared = shared;
    this.listener = listener;
    this.config = config;
    this.protocols = protocols;
    this.before = before;
  }

  /** Does it, once. */
  ServerState read() throws TlsException {
    LoadedCertificates loaded = shared.certificates().load(listener, config.certificates(), files);
    TicketKeys keys = orBefore(this::ticketKeys, ServerState::ticketKeys);
    ClientTrust trust =
        orBefore(() -> ClientTrust.read(config.clientAuth(), named), ServerState::trust);
    var contexts =
        new ServerContexts(shared.provider(), config, protocols, trust, sessionIdContext(trust));
    Map<Certificate, ServerContext> byCertificate = new IdentityHashMap<>();
    for (Certificate certificate : loaded.usable()) {
      var context =
          new ServerContext(
              contexts.build(certificate),
              certificate,
              shared.clock(),
              config.preferServerCiphers(),
              keys);
      byCertificate.put(certificate, context);
    }
    return new ServerState(
        store(loaded, contexts), byCertificate, loaded.infos(), keys, trust, files, problems);
  }

  private interface Reading<T> {
    @Nullable T read() throws TlsException;
  }

  private <T> @Nullable T orBefore(Reading<T> reading, Function<ServerState, @Nullable T> old)
      throws TlsException {
    try {
      return reading.read();
    } catch (TlsException e) {
      if (before == null) {
        throw e;
      }
      problems.add(e.getMessage());
      return old.apply(before);
    }
  }

  private @Nullable TicketKeys ticketKeys() throws TlsException {
    if (!config.sessionTickets()) {
      return null;
    }
    Path file = config.ticketKeysFile();
    return file == null ? shared.ticketKeys() : TicketKeysFile.read(file, named);
  }

  private CertificateStore store(LoadedCertificates loaded, ServerContexts contexts) {
    return new CertificateStore(
        loaded.usable(),
        config.strictSni(),
        code -> contexts.suitesOfTls12().stream().map(CipherSuite::code).anyMatch(it -> it == code),
        contexts.speaks(TlsVersion.TLS_1_3));
  }

  /**
   * What sessions are bound to: who was let in here, under these authorities and lists of what they
   * revoked, is let in nowhere else without being asked, and not here once they change.
   */
  private byte[] sessionIdContext(@Nullable ClientTrust trust) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(listener.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update((byte) config.clientAuth().mode().ordinal());
      if (trust != null) {
        trust.update(digest);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 belongs to every Java", e);
    }
  }
}
