package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.TlsException;
import io.forebay.tls.certificate.NamedFiles;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeysFileTest {

  @TempDir Path folder;

  private List<OpenSslSessionTicketKey> read(byte[] content) throws Exception {
    Path file = Files.write(folder.resolve("keys"), content);
    return TicketKeysFile.read(file, new NamedFiles(new SourceFiles())).current();
  }

  private List<OpenSslSessionTicketKey> read(String content) throws Exception {
    return read(content.getBytes("US-ASCII"));
  }

  private static byte[] key(int first, int length) {
    byte[] key = new byte[length];
    for (int i = 0; i < length; i++) {
      key[i] = (byte) (first + i);
    }
    return key;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void key_itsPartsAreAsInNginx() throws Exception {
    OpenSslSessionTicketKey key = read(key(0, 48)).get(0);

    assertThat(key.name()).isEqualTo(key(0, 16));
    assertThat(key.aesKey()).isEqualTo(key(16, 16));
    assertThat(key.hmacKey()).isEqualTo(key(32, 16));
  }

  @Test
  void longKey_hasItsName_andKeysOfAllOfIt() throws Exception {
    OpenSslSessionTicketKey key = read(key(0, 80)).get(0);
    byte[] other = key(0, 80);
    other[79]++;

    assertThat(key.name()).isEqualTo(key(0, 16));
    assertThat(read(other).get(0).aesKey()).isNotEqualTo(key.aesKey());
    assertThat(read(key(0, 80)).get(0).hmacKey()).isEqualTo(key.hmacKey());
  }

  @Test
  void lines_areKeysInOrder() throws Exception {
    List<OpenSslSessionTicketKey> keys =
        read(base64(key(3, 80)) + "\r\n" + base64(key(1, 48)) + "\n" + base64(key(2, 48)));

    assertThat(keys).extracting(key -> key.name()[0]).containsExactly((byte) 3, (byte) 1, (byte) 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "no base64!", "AAAA", "AAAA\n\nAAAA"})
  void garbage_isRefusedWithoutSayingWhatItIs(String content) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("ticket_keys_file: " + folder.resolve("keys") + " (expected: 48");
  }

  @Test
  void sameNameTwice_isRefused() {
    assertThatThrownBy(() -> read(base64(key(1, 48)) + "\n" + base64(key(1, 80))))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("two keys begin with the same 16 bytes");
  }

  @Test
  void moreKeysThanAllowed_areRefused() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i <= TicketKeysFile.MAX_KEYS; i++) {
      lines.append(base64(key(i, 48))).append('\n');
    }
    assertThatThrownBy(() -> read(lines.toString())).isInstanceOf(TlsException.class);
  }

  @Test
  void missingFile_isRefusedByName() {
    Path file = folder.resolve("none");
    assertThatThrownBy(() -> TicketKeysFile.read(file, new NamedFiles(new SourceFiles())))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("ticket_keys_file: " + file + ": ");
  }

  @Test
  void randomBytes_areKeysOrRefused() throws Exception {
    Random random = new Random(53);
    for (int i = 0; i < 2000; i++) {
      byte[] content = new byte[random.nextInt(120)];
      random.nextBytes(content);
      if (content.length == 48 || content.length == 80) {
        assertThat(read(content)).hasSize(1);
      } else {
        assertThatThrownBy(() -> read(content)).isInstanceOf(TlsException.class);
      }
    }
  }
}
