package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.GlobalConfig;
import io.forebay.config.ShutdownConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in conf/systemd/. */
class ServiceUnitTest {
  private static final Path FOLDER = DaemonProcess.CHECKOUT.resolve("conf/systemd");

  /** The most that the service may be exposed to, in tenths, by systemd's own measure. */
  private static final int MOST_EXPOSED = 20;

  private static List<String> values(String file, String key) throws IOException {
    List<String> values = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      if (line.startsWith(key + "=")) {
        values.add(line.substring(key.length() + 1));
      }
    }
    return values;
  }

  private static int number(String key) throws IOException {
    return Integer.parseInt(values("forebay.service", key).get(0));
  }

  /** The unit as it is, but for the place of the distribution. */
  private static Path unitAt(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home/bin")).getParent();
    Files.copy(
        DaemonProcess.CHECKOUT.resolve("forebay"),
        home.resolve("bin/forebay"),
        StandardCopyOption.COPY_ATTRIBUTES);
    String text = Files.readString(FOLDER.resolve("forebay.service"));
    return Files.writeString(
        folder.resolve("forebay.service"), text.replace("/opt/forebay", home.toString()));
  }

  @Test
  void units_areUnderstood(@TempDir Path folder) throws Exception {
    Path service = unitAt(folder);
    Path socket = Files.copy(FOLDER.resolve("forebay.socket"), folder.resolve("forebay.socket"));
    Program.run("systemd-analyze", "verify", "--man=no", service.toString(), socket.toString());
  }

  @Test
  void service_isConfined(@TempDir Path folder) throws Exception {
    Program.run(
        "systemd-analyze",
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold=" + MOST_EXPOSED,
        unitAt(folder).toString());
  }

  @Test
  void service_leavesTheJvmItsCode() throws Exception {
    assertThat(values("forebay.service", "MemoryDenyWriteExecute")).containsExactly("no");
  }

  @Test
  void stop_mayTakeLongerThanTheDrain() throws Exception {
    ShutdownConfig shutdown = ShutdownConfig.DEFAULT;
    assertThat(Duration.ofSeconds(number("TimeoutStopSec")))
        .isGreaterThan(shutdown.delay().plus(shutdown.drainTimeout()));
  }

  @Test
  void descriptors_areEnoughForTheDefaults() throws Exception {
    Path file = DaemonProcess.CHECKOUT.resolve("conf/forebay.minimal.yaml");
    Descriptors descriptors = Descriptors.of(YamlConfigParser.parse(file).config());
    assertThat(descriptors.maxConnections()).isEqualTo(GlobalConfig.DEFAULT.maxConnections());
    assertThat((long) number("LimitNOFILE")).isGreaterThan(descriptors.needed());
  }

  @Test
  void badConfiguration_isNotTriedAgain() throws Exception {
    assertThat(values("forebay.service", "RestartPreventExitStatus")).containsExactly("2");
    assertThat(values("forebay.service", "Type")).containsExactly("notify");
  }

  @Test
  void user_isTheServices(@TempDir Path root) throws Exception {
    String user = values("forebay.service", "User").get(0);
    assertThat(Files.readString(FOLDER.resolve("forebay.sysusers"))).contains("\nu " + user + " ");
    Program.run(
        "systemd-sysusers",
        "--dry-run",
        "--root=" + root,
        FOLDER.resolve("forebay.sysusers").toAbsolutePath().toString());
  }
}
