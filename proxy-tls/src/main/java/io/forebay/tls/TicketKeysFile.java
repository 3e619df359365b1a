package io.forebay.tls;

import io.forebay.net.TlsException;
import io.forebay.tls.certificate.NamedFiles;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys that several nodes share: one of 48 or 80 bytes as it is, as nginx has it, or one in base64
 * on each line, as HAProxy has it. The first encrypts, all of them decrypt.
 *
 * <pre>
 *   48 bytes   name 16, AES key 16, HMAC key 16
 *   80 bytes   name 16, and 64 of which the two keys are derived
 * </pre>
 *
 * <p>Nobody else can read our tickets, whatever the keys: what stands in them differs between
 * libraries.
 */
final class TicketKeysFile implements TicketKeys {

  static final int MAX_KEYS = 16;

  private static final int SHORT = OpenSslSessionTicketKey.TICKET_KEY_SIZE;
  private static final int LONG = 80;
  private static final String KEY = "ticket_keys_file";
  private static final String EXPECTED =
      "48 or 80 bytes, or 1 to " + MAX_KEYS + " keys of so many bytes in base64, one a line";

  private final List<OpenSslSessionTicketKey> keys;

  private TicketKeysFile(List<OpenSslSessionTicketKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * @throws TlsException naming the file; never what stands in it
   */
  static TicketKeysFile read(Path file, NamedFiles files) throws TlsException {
    List<byte[]> keys = keys(files.bytes(KEY, file));
    if (keys == null || keys.size() > MAX_KEYS) {
      throw new TlsException(KEY + ": " + file + " (expected: " + EXPECTED + ")");
    }
    if (keys.stream().map(TicketKeysFile::name).distinct().count() < keys.size()) {
      throw new TlsException(
          KEY
              + ": "
              + file
              + ": two keys begin with the same 16 bytes (expected: each has a name)");
    }
    return new TicketKeysFile(keys.stream().map(TicketKeysFile::key).toList());
  }

  private static String name(byte[] key) {
    return Base64.getEncoder()
        .encodeToString(Arrays.copyOf(key, OpenSslSessionTicketKey.NAME_SIZE));
  }

  /** Null for what is neither of both forms. */
  private static @Nullable List<byte[]> keys(byte[] content) {
    if (isKey(content)) {
      return List.of(content);
    }
    List<byte[]> keys = new ArrayList<>();
    for (String line : new String(content, StandardCharsets.ISO_8859_1).strip().split("\\R")) {
      try {
        keys.add(Base64.getDecoder().decode(line.strip()));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    return keys.stream().allMatch(TicketKeysFile::isKey) ? keys : null;
  }

  private static boolean isKey(byte[] bytes) {
    return bytes.length == SHORT || bytes.length == LONG;
  }

  private static OpenSslSessionTicketKey key(byte[] bytes) {
    byte[] name = Arrays.copyOf(bytes, OpenSslSessionTicketKey.NAME_SIZE);
    int at = name.length;
    byte[] secret = bytes.length == LONG ? derived(bytes) : Arrays.copyOfRange(bytes, at, SHORT);
    byte[] aes = Arrays.copyOf(secret, OpenSslSessionTicketKey.AES_KEY_SIZE);
    byte[] hmac = Arrays.copyOfRange(secret, aes.length, secret.length);
    return new OpenSslSessionTicketKey(name, hmac, aes);
  }

  /** BoringSSL is given 128 bits for AES and HMAC each, fewer than stand in a long key. */
  private static byte[] derived(byte[] key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 belongs to every Java", e);
    }
  }

  @Override
  public List<OpenSslSessionTicketKey> current() {
    return keys;
  }
}
