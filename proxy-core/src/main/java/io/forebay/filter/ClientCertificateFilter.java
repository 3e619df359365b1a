package io.forebay.filter;

import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.TlsSession;
import io.forebay.util.Ascii;

/**
 * Tells the server by which certificate the client has shown who it is, and removes whatever the
 * client says of that itself: every field whose name begins with {@code X-SSL-Client-}, an
 * underscore for a hyphen included, as many servers take one for the other.
 */
public final class ClientCertificateFilter implements HttpFilter {

  /** What such fields begin with. */
  public static final String PREFIX = "X-SSL-Client-";

  private static final byte[] LOWER_PREFIX = Ascii.bytes("x-ssl-client-");
  private static final HeaderBlock NONE =
      HeaderBlock.builder().add(PREFIX + "Verify", "NONE").build();

  private final boolean tells;

  /**
   * A filter for a listener.
   *
   * @param tells whether it asks its clients for certificates; else it removes only
   */
  public ClientCertificateFilter(boolean tells) {
    this.tells = tells;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line) && isOurs(head, line)) {
        head.remove(line);
      }
    }
    if (tells) {
      TlsSession tls = exchange.client().connection().tls();
      HeaderBlock certificate = tls == null ? null : tls.certificate();
      head.add(certificate == null ? NONE : certificate);
    }
    return Verdict.CONTINUE;
  }

  private static boolean isOurs(HttpHead head, int line) {
    int start = head.lineStart(line);
    if (head.nameEnd(line) - start < LOWER_PREFIX.length) {
      return false;
    }
    byte[] bytes = head.bytes();
    for (int i = 0; i < LOWER_PREFIX.length; i++) {
      byte at = bytes[start + i];
      byte lower = at >= 'A' && at <= 'Z' ? (byte) (at | 0x20) : at;
      if ((lower == '_' ? '-' : lower) != LOWER_PREFIX[i]) {
        return false;
      }
    }
    return true;
  }
}
