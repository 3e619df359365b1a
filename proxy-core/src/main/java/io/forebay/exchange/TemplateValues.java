package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.TemplateField;
import io.forebay.http.ClientConnection;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.Pairs;
import io.forebay.http.TlsSession;
import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import io.forebay.util.TextEscape;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What templates tell of a request: as it was received, whatever filters made of it. Stateless;
 * event loop only.
 */
final class TemplateValues {
  private static final byte[] HTTP = Ascii.bytes("http");
  private static final byte[] HTTPS = Ascii.bytes("https");
  private static final byte[] SEPARATOR = Ascii.bytes(", ");
  private static final int VERSION = 8;
  private static final int CRLF = 2;

  private TemplateValues() {}

  /** Adds one value; nothing where there is none. */
  static void put(
      ByteText out,
      TextEscape escape,
      TemplateField field,
      byte[] name,
      Exchange exchange,
      @Nullable HttpHead answer) {
    HttpHead head = exchange.clientRequest();
    ClientConnection client = exchange.client().connection();
    switch (field) {
      case CLIENT_IP -> put(out, escape, exchange.clientAddressText());
      case CLIENT_PORT -> putPort(out, client.peerPort());
      case REQUEST_ID -> put(out, escape, RequestIds.of(exchange));
      case METHOD -> put(out, escape, head, head.startLine(), head.methodEnd());
      case SCHEME -> out.put(client.isSecure() ? HTTPS : HTTP);
      case HOST -> put(out, escape, head, head.authorityStart(), head.authorityEnd());
      case PATH -> put(out, escape, head, head.pathStart(), head.pathEnd());
      case QUERY -> put(out, escape, head, head.pathEnd() + 1, targetEnd(head));
      case URI -> put(out, escape, head, head.pathStart(), targetEnd(head));
      case PROTOCOL -> put(out, escape, head, lineEnd(head) - VERSION, lineEnd(head));
      case LISTENER -> put(out, escape, exchange.listener().name());
      case ROUTE -> put(out, escape, exchange.plan().label());
      case BACKEND -> putBackend(out, escape, exchange.plan().backend());
      case SERVER -> putServer(out, escape, exchange.server());
      case STATUS -> out.putNumber(exchange.status(), 3);
      case NODE -> {}
      case TIME -> exchange.worker().text().time().putUtc(out);
      case AUTH_USER -> putNote(out, escape, exchange.note(FilterNote.AUTH_USER));
      case TRACE_ID -> putNote(out, escape, exchange.note(FilterNote.TRACE_ID));
      case HEADER -> putReceived(out, escape, head, name);
      case COOKIE -> putCookie(out, escape, head, name);
      case RESPONSE_HEADER -> putAnswered(out, escape, answer, name);
      default -> putTls(out, escape, field, client.tls());
    }
  }

  private static int lineEnd(HttpHead head) {
    return Math.max(head.fieldsStart() - CRLF, 0);
  }

  /** Where the target as it was received ends. */
  private static int targetEnd(HttpHead head) {
    return lineEnd(head) - VERSION - 1;
  }

  private static void put(ByteText out, TextEscape escape, byte[] bytes) {
    escape.put(out, bytes, 0, bytes.length);
  }

  private static void put(ByteText out, TextEscape escape, String text) {
    put(out, escape, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(ByteText out, TextEscape escape, HttpHead head, int from, int to) {
    if (0 <= from && from < to) {
      escape.put(out, head.bytes(), from, to);
    }
  }

  private static void putNote(ByteText out, TextEscape escape, @Nullable Object note) {
    if (note instanceof byte[] bytes) {
      put(out, escape, bytes);
    }
  }

  private static void putPort(ByteText out, int port) {
    if (port > 0) {
      out.putNumber(port, 1);
    }
  }

  private static void putBackend(ByteText out, TextEscape escape, @Nullable Backend backend) {
    if (backend != null) {
      put(out, escape, backend.name());
    }
  }

  private static void putServer(ByteText out, TextEscape escape, @Nullable Server server) {
    if (server != null) {
      put(out, escape, server.name());
    }
  }

  /** All values of a field, with commas between them. */
  private static void putReceived(ByteText out, TextEscape escape, HttpHead head, byte[] name) {
    int line = head.indexOfReceived(name, 0);
    while (line >= 0) {
      put(out, escape, head, head.valueStart(line), head.valueEnd(line));
      line = head.indexOfReceived(name, line + 1);
      if (line >= 0) {
        out.put(SEPARATOR);
      }
    }
  }

  private static void putAnswered(
      ByteText out, TextEscape escape, @Nullable HttpHead answer, byte[] name) {
    int lines = answer == null ? 0 : answer.count();
    for (int line = 0; answer != null && line < lines; line++) {
      // Removed ones too: what replaces a field may be made of it.
      if (answer.isNamed(line, name)) {
        put(out, escape, answer, answer.valueStart(line), answer.valueEnd(line));
        return;
      }
    }
  }

  private static void putCookie(ByteText out, TextEscape escape, HttpHead head, byte[] name) {
    int received = head.receivedCount();
    for (int line = 0; line < received; line++) {
      if (head.id(line) == HeaderId.COOKIE) {
        long found =
            Pairs.find(head.bytes(), head.valueStart(line), head.valueEnd(line), ';', name);
        if (found != Pairs.NONE) {
          put(out, escape, head, Pairs.start(found), Pairs.end(found));
          return;
        }
      }
    }
  }

  private static void putTls(
      ByteText out, TextEscape escape, TemplateField field, @Nullable TlsSession tls) {
    if (tls == null) {
      return;
    }
    HeaderBlock certificate = tls.certificate();
    String text =
        switch (field) {
          case TLS_VERSION -> tls.version();
          case TLS_CIPHER -> tls.cipher();
          case TLS_SERVER_NAME -> tls.serverName();
          case CLIENT_CERT_SUBJECT -> part(certificate, "X-SSL-Client-Subject");
          case CLIENT_CERT_ISSUER -> part(certificate, "X-SSL-Client-Issuer");
          case CLIENT_CERT_SERIAL -> part(certificate, "X-SSL-Client-Serial");
          case CLIENT_CERT_FINGERPRINT -> part(certificate, "X-SSL-Client-Fingerprint");
          default -> throw new IllegalStateException(field.word());
        };
    if (text != null) {
      put(out, escape, text);
    }
  }

  private static @Nullable String part(@Nullable HeaderBlock certificate, String name) {
    return certificate == null ? null : certificate.value(name);
  }
}
