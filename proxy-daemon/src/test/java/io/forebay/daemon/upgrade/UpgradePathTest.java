package io.forebay.daemon.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.config.ProcessConfig;
import io.forebay.net.Transport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradePathTest {
  private static final String TEMPORARY = "java.io.tmpdir";

  @TempDir private Path folder;
  private String before;

  @BeforeEach
  void setTemporary() {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
    before = System.setProperty(TEMPORARY, folder.toString());
  }

  @AfterEach
  void resetTemporary() {
    if (before != null) {
      System.setProperty(TEMPORARY, before);
    }
  }

  private static Path of(String file) {
    return UpgradePath.of(ProcessConfig.DEFAULT, Path.of(file));
  }

  @Test
  void nothingConfigured_oneForEachFileInADirectoryOfTheUser() throws IOException {
    assertThat(of("/etc/a.yaml")).isEqualTo(of("/etc/b/../a.yaml")).isNotEqualTo(of("/etc/b.yaml"));
    Path directory = of("/etc/a.yaml").getParent();
    assertThat(directory).hasParentRaw(folder);

    UpgradePath.prepare(of("/etc/a.yaml"));
    UpgradePath.prepare(of("/etc/b.yaml"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void configured_taken() {
    ProcessConfig process = new ProcessConfig(null, null, null, "/run/a.pid", null);
    assertThat(UpgradePath.of(process, Path.of("/f"))).isEqualTo(Path.of("/run/a.upgrade"));
  }

  @Test
  void directoryThatOthersMayWrite_refused() throws IOException {
    Path directory = Files.createDirectory(of("/f").getParent());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> UpgradePath.prepare(of("/f")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory + ": not a directory of this user alone");
  }

  @Test
  void socketsOfProcessesThatHaveEnded_removed() throws IOException {
    UpgradePath.prepare(of("/f"));
    Path stale = of("/stale");
    Path alive = of("/alive");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(stale))
        .close();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(alive));
      UpgradePath.prepare(of("/f"));
      assertThat(stale).doesNotExist();
      assertThat(alive).exists();
    }
  }
}
