package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.daemon.SavedState.SavedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state file: written as a whole, read back, and set aside where that is not possible. */
class StateFileTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final SavedState STATE =
      new SavedState(
          NOW,
          List.of(
              new SavedServer("app", "a \"b\"", "10.0.0.1:80", AdminState.DRAIN, 5, 1, 0, 9, true),
              new SavedServer(
                  "app",
                  "b",
                  "b:80",
                  AdminState.MAINT,
                  Server.NO_RUNTIME_WEIGHT,
                  0,
                  1_000_000,
                  0,
                  false),
              new SavedServer(
                  "api",
                  "c",
                  "unix:/run/c",
                  AdminState.READY,
                  0,
                  256,
                  Server.NO_RUNTIME_LIMIT,
                  0,
                  false)));

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void path() {
    path = folder.resolve("state.json");
  }

  private StateFile file(Instant at) {
    return new StateFile(path, Clock.fixed(at, ZoneOffset.UTC));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(it -> it.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void written_isReadBack_andNothingElseIsLeft() throws IOException {
    file(NOW).write(new SavedState(NOW, List.of()));
    file(NOW).write(STATE);

    assertThat(file(NOW).read()).isEqualTo(STATE);
    assertThat(names()).containsExactly("state.json");
  }

  @Test
  void noFile_isNoState() throws IOException {
    assertThat(file(NOW).read()).isNull();
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "null",
        "{",
        "{\"version\": 1}",
        "{\"version\": 2, \"at\": \"2026-11-21T10:00:00Z\", \"servers\": []}",
        "{\"version\": 1, \"at\": \"yesterday\", \"servers\": []}",
        "{\"version\": 1, \"at\": \"2026-11-21T10:00:00Z\", \"servers\": [7]}",
        "{\"version\": 1, \"at\": \"2026-11-21T10:00:00Z\", \"servers\": [{\"backend\": \"a\"}]}",
        "{\"version\": 1, \"at\": \"2026-11-21T10:00:00Z\", \"servers\": []} {}",
        "{\"version\": 1, \"at\": \"2026-11-21T10:00:00Z\", \"servers\": [{\"backend\": \"a\","
            + " \"server\": \"b\", \"address\": \"c:1\", \"admin\": \"asleep\"}]}",
        "{\"version\": 1, \"at\": \"2026-11-21T10:00:00Z\", \"servers\": [{\"backend\": \"a\","
            + " \"server\": \"b\", \"address\": \"c:1\", \"weight\": 257, \"configured_weight\": 1}]}",
      })
  void damagedOrForeignFile_isSetAside(String content) throws IOException {
    Files.writeString(path, content);

    assertThat(file(NOW).read()).isNull();
    assertThat(names()).containsExactly("state.json.bad-20261121T100000000Z");
    assertThat(Files.readString(folder.resolve(names().get(0)))).isEqualTo(content);
  }

  @Test
  void cutAnywhereOrDamagedAtRandom_saysWhatIsWrong() throws IOException {
    byte[] whole = StateJson.write(STATE);
    for (int length = 0; length < whole.length - 2; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      assertThatThrownBy(() -> StateJson.read(cut)).isInstanceOf(IOException.class);
    }
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        StateJson.read(damaged);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void unknownKeys_arePassedOver() throws IOException {
    String more =
        new String(StateJson.write(STATE), StandardCharsets.UTF_8)
            .replace("\"version\"", "\"new\": {\"x\": [1, null, true, 1.5]}, \"version\"");

    assertThat(StateJson.read(more.getBytes(StandardCharsets.UTF_8))).isEqualTo(STATE);
  }

  @Test
  void ofBadFiles_theNewestAreKept() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int hour = 0; hour < 5; hour++) {
      Files.writeString(path, "bad " + hour);
      file(NOW.plus(Duration.ofHours(hour))).read();
      if (hour >= 5 - StateFile.MOST_BAD) {
        expected.add("state.json.bad-20261121T1" + hour + "0000000Z");
      }
    }

    assertThat(names()).isEqualTo(expected);
  }

  @Test
  void folderInItsPlace_isLeftAlone() throws IOException {
    Files.createDirectory(path);

    assertThat(file(NOW).read()).isNull();
    assertThat(names()).containsExactly("state.json");
  }

  @Test
  void missingFolder_saysSo() {
    path = folder.resolve("missing/state.json");

    assertThatThrownBy(() -> file(NOW).write(STATE))
        .isInstanceOf(IOException.class)
        .hasMessage("no such folder");
  }
}
