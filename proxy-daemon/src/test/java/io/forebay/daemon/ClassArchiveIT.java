package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the launcher makes after a first start. */
class ClassArchiveIT {
  private static final String FROM_ARCHIVE = "io.forebay.daemon.Main source: shared objects file";

  @TempDir private Path folder;
  private Path home;
  private Path cache;

  @BeforeEach
  void unpack() throws IOException, InterruptedException {
    String distribution = System.getProperty("forebay.distribution");
    Process tar = new ProcessBuilder("tar", "-xzf", distribution, "-C", folder.toString()).start();
    assertThat(tar.waitFor()).isZero();
    home = folder.resolve("forebay-0.1.0");
    cache = folder.resolve("cache");
  }

  private DaemonProcess start(Path cache, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/forebay").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("FOREBAY_JAVA_OPTS", "-Xmx128m -Xlog:class+load");
    builder.environment().put("FOREBAY_CACHE", cache.toString());
    return DaemonProcess.start(builder);
  }

  /** Whether {@code forebay version} works, and took its classes from an archive. */
  private boolean usesArchive() {
    try (DaemonProcess version = start(cache, "version")) {
      assertThat(version.awaitExit()).isZero();
      assertThat(version.lines()).contains("Forebay 0.1.0");
      assertThat(version.lines()).noneMatch(it -> it.contains("[warning]"));
      return version.lines().stream().anyMatch(it -> it.contains(FROM_ARCHIVE));
    }
  }

  private DaemonProcess startDaemon() throws IOException {
    Path file = folder.resolve("forebay.yaml");
    String yaml = "listeners: { web: { bind: 127.0.0.1:0, redirect: { path: /a } } }\nadmin: []\n";
    return start(cache, "run", "-c", Files.writeString(file, yaml).toString());
  }

  private Path run() throws IOException {
    List<Path> before = files();
    try (DaemonProcess daemon = startDaemon()) {
      daemon.awaitLine(" notice ready");
      await("an archive").atMost(Duration.ofMinutes(3)).until(() -> isNew(before));
    }
    return files().stream().filter(it -> !it.toString().endsWith(".sum")).findFirst().orElseThrow();
  }

  private boolean isNew(List<Path> before) throws IOException {
    List<Path> now = files();
    return now.size() == 2 && !before.containsAll(now);
  }

  /** Not while the work is under way. */
  private List<Path> files() throws IOException {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      List<Path> all = files.toList();
      return all.stream().anyMatch(it -> it.toString().endsWith(".lock")) ? List.of() : all;
    }
  }

  @Test
  void archive_isMadeUsedAndNeverTrustedBlindly() throws IOException {
    assertThat(usesArchive()).isFalse();
    Path archive = run();
    assertThat(usesArchive()).isTrue();

    byte[] bytes = Files.readAllBytes(archive);
    byte[] corrupt = bytes.clone();
    corrupt[corrupt.length / 2] ^= 1;
    Files.write(archive, corrupt);
    assertThat(usesArchive()).isFalse();

    Files.write(archive, bytes);
    assertThat(usesArchive()).isTrue();
    Path jar = home.resolve("lib/proxy-daemon-0.1.0.jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    assertThat(usesArchive()).isFalse();
    assertThat(run()).as("replaces the stale one").isNotEqualTo(archive);
    assertThat(usesArchive()).isTrue();
  }

  @Test
  void startsAtOnce_leaveOneArchiveThatWorks() throws IOException {
    try (DaemonProcess one = startDaemon();
        DaemonProcess other = startDaemon()) {
      one.awaitLine(" notice ready");
      other.awaitLine(" notice ready");
      await("an archive").atMost(Duration.ofMinutes(3)).until(() -> isNew(List.of()));
    }

    assertThat(usesArchive()).isTrue();
    await("nothing else to be left").until(() -> files().size() == 2);
  }

  @Test
  void directoryThatCannotBeWritten_isNoObstacle() throws IOException {
    cache = Files.createFile(folder.resolve("file"));

    assertThat(usesArchive()).isFalse();
  }
}
