package io.forebay.admin.auth;

import java.nio.ByteBuffer;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as far as the connection itself tells.
 *
 * @param name for people, such as {@code 127.0.0.1}
 * @param key what failures are counted by, see {@link FailedLogins#key}
 * @param subjects the names of the certificate that it has shown; empty for none
 */
public record Peer(String name, ByteBuffer key, Set<String> subjects) {

  public Peer {
    subjects = Set.copyOf(subjects);
  }

  /** The names of the certificate that was shown when {@code session} began. */
  public static Set<String> subjects(SSLSession session) {
    return CertificateSubjects.of(session);
  }

  /**
   * Somebody with these names.
   *
   * @param address null for a unix socket
   */
  public static Peer of(String name, byte @Nullable [] address, Set<String> subjects) {
    return new Peer(name, FailedLogins.key(address), subjects);
  }
}
