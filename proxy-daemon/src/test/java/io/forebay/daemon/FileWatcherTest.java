package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.config.yaml.YamlConfigParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Changes of files as editors and Kubernetes make them. */
class FileWatcherTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(20);

  /** Looks by itself so rarely that only what the system tells can be why it looks. */
  private static final FileWatcher.Pace TOLD = new FileWatcher.Pace(LONG, LONG, SHORT, SHORT);

  /** The same for files written in place, of which a slow machine may show a half. */
  private static final FileWatcher.Pace PATIENT =
      new FileWatcher.Pace(LONG, LONG, SHORT, Duration.ofSeconds(10));

  private static final FileWatcher.Pace LOOKING = new FileWatcher.Pace(SHORT, SHORT, SHORT, SHORT);

  @TempDir private Path temporary;
  private Path folder;
  private Path file;
  private Reader reader;
  private FileWatcher watcher;

  /** Reads the file again and remembers what it held. */
  private static class Reader implements FileWatcher.Owner {
    final List<String> read = new CopyOnWriteArrayList<>();
    private final Path file;
    private volatile SourceFiles last = new SourceFiles();

    Reader(Path file) {
      this.file = file;
      reload();
      read.clear();
    }

    @Override
    public SourceFiles lastRead() {
      return last;
    }

    @Override
    public boolean isValid() {
      return parse(new SourceFiles());
    }

    @Override
    public void reload() {
      SourceFiles sources = new SourceFiles();
      boolean valid = parse(sources);
      read.add(valid ? content(file) : "invalid");
      last = sources;
    }

    private boolean parse(SourceFiles sources) {
      try {
        YamlConfigParser.parse(file, sources);
        return true;
      } catch (InvalidConfigException e) {
        return false;
      }
    }
  }

  @BeforeEach
  void write() throws IOException {
    folder = temporary.toRealPath();
    file = Files.writeString(folder.resolve("forebay.yaml"), yaml(1));
  }

  @AfterEach
  void stop() {
    if (watcher != null) {
      watcher.close();
    }
  }

  /** A configuration that is told apart by a number. */
  private static String yaml(int number) {
    return "listeners: {web: {bind: ':80', redirect: {path: /%d}}}\n".formatted(number);
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void watch(FileWatcher.Pace pace) throws IOException {
    watch(new Reader(file), pace);
  }

  private void watch(Reader owner, FileWatcher.Pace pace) throws IOException {
    reader = owner;
    watcher = FileWatcher.start("watch", owner, FileSystems.getDefault().newWatchService(), pace);
  }

  private void awaitRead(String... contents) {
    await("reloads").atMost(LONG).until(() -> reader.read.size() >= contents.length);
    assertThat(reader.read).containsExactly(contents);
  }

  /** As most editors, {@code sed -i} and {@code mv} do. */
  private void renameOver(Path target, String content) throws IOException {
    Path fresh = Files.writeString(folder.resolve("forebay.yaml~"), content);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void writtenInPlace_isReadAgain() throws IOException {
    watch(PATIENT);
    Files.writeString(file, yaml(2));
    awaitRead(yaml(2));
    Files.writeString(file, yaml(3));
    awaitRead(yaml(2), yaml(3));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void renamedOver_isReadAgainEachTime() throws IOException {
    watch(TOLD);
    renameOver(file, yaml(2));
    awaitRead(yaml(2));
    renameOver(file, yaml(3));
    awaitRead(yaml(2), yaml(3));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void kubernetesVolume_isReadAgainWhenItsLinkIsSwapped() throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    volume("first", yaml(1));
    swap(volume, "first");
    file = Files.createSymbolicLink(volume.resolve("forebay.yaml"), Path.of("..data/forebay.yaml"));
    watch(TOLD);
    volume("second", yaml(2));
    swap(volume, "second");
    awaitRead(yaml(2));
    volume("third", yaml(3));
    swap(volume, "third");
    awaitRead(yaml(2), yaml(3));
  }

  private void volume(String name, String content) throws IOException {
    Path made = Files.createDirectory(folder.resolve("volume").resolve(name));
    Files.writeString(made.resolve("forebay.yaml"), content);
  }

  private static void swap(Path volume, String to) throws IOException {
    Path fresh = Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of(to));
    Files.move(fresh, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void includedFile_isWatchedToo() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path page = Files.writeString(elsewhere.resolve("503.html"), "down");
    String including = yaml(1).replace("bind:", "error_pages: {503: elsewhere/503.html}, bind:");
    Files.writeString(file, including);
    watch(TOLD);
    renameOver(page, "still down");
    awaitRead(including);
  }

  @Test
  void sameContentAgain_isNotReadAgain() throws IOException {
    watch(LOOKING);
    renameOver(file, yaml(1));
    renameOver(file, yaml(1));
    renameOver(file, yaml(2));
    awaitRead(yaml(2));
  }

  @Test
  void halfWrittenFile_isNotReadBeforeItIsWhole() throws IOException {
    watch(
        new Reader(file) {
          @Override
          public boolean isValid() {
            boolean valid = super.isValid();
            if (!valid) {
              // Whoever writes it comes to the end while it is looked at.
              writeWhole(file);
            }
            return valid;
          }
        },
        LOOKING);
    renameOver(file, "listeners: {web: ");
    awaitRead(yaml(2));
  }

  private static void writeWhole(Path file) {
    try {
      Files.writeString(file, yaml(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fileThatStaysInvalid_isReportedOnce() throws IOException {
    watch(LOOKING);
    renameOver(file, "listeners: {web: ");
    awaitRead("invalid");
    renameOver(file, yaml(2));
    awaitRead("invalid", yaml(2));
  }

  @Test
  void fileThatIsGone_isReadWhenItIsBack() throws IOException {
    watch(LOOKING);
    Files.delete(file);
    awaitRead("invalid");
    renameOver(file, yaml(1));
    awaitRead("invalid", yaml(1));
  }

  @Test
  void changeDuringAReload_isAReloadOfItsOwn() throws IOException {
    watch(
        new Reader(file) {
          @Override
          public void reload() {
            super.reload();
            if (read.size() == 1) {
              writeWhole(file);
            }
          }
        },
        LOOKING);
    renameOver(file, yaml(3));
    await("the last change").atMost(LONG).until(() -> reader.read.contains(yaml(2)));
    assertThat(reader.read).endsWith(yaml(2));
  }

  @Test
  void systemThatTellsNothing_isLookedAtNowAndThen() throws IOException {
    reader = new Reader(file);
    FileWatcher.Pace pace = new FileWatcher.Pace(LONG, SHORT, SHORT, SHORT);
    watcher = FileWatcher.start("watch", reader, null, pace);
    renameOver(file, yaml(2));
    awaitRead(yaml(2));
  }

  @Test
  void manyChangesOfAllKinds_endWithWhatIsThere() throws IOException {
    watch(TOLD);
    Random random = new Random(7);
    for (int round = 2; round < 60; round++) {
      String content = yaml(random.nextInt(4));
      if (random.nextBoolean()) {
        Files.writeString(file, content);
      } else {
        renameOver(file, content);
      }
      if (random.nextInt(5) == 0) {
        SourceFiles last = reader.lastRead();
        await("a look").atMost(LONG).until(() -> last.now().holdTheSameAs(reader.lastRead()));
      }
    }
    await("the last change")
        .atMost(LONG)
        .until(() -> reader.lastRead().now().holdTheSameAs(reader.lastRead()));
  }

  @Test
  void namesThatMatter_areThoseOfLinksAndFiles() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real/deep"));
    Files.writeString(real.resolve("a.yaml"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    Files.createSymbolicLink(real.resolve("b.yaml"), Path.of("../deep/a.yaml"));

    Map<Path, Set<Path>> names = WatchedFolders.of(Set.of(link.resolve("deep/b.yaml")));

    assertThat(names)
        .isEqualTo(
            Map.of(
                folder, Set.of(Path.of("link")),
                real, Set.of(Path.of("b.yaml"), Path.of("a.yaml"))));
  }

  @Test
  void linkInACircle_isNotFollowedForEver() throws IOException {
    Path a = folder.resolve("a");
    Files.createSymbolicLink(a, Path.of("b"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));

    assertThat(WatchedFolders.of(Set.of(a)))
        .isEqualTo(Map.of(folder, Set.of(Path.of("a"), Path.of("b"))));
  }
}
