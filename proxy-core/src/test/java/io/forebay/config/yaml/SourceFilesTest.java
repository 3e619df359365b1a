package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a configuration depends on, and whether they are what they were. */
class SourceFilesTest {
  @TempDir private Path folder;
  private Path file;
  private Path page;
  private Path secret;
  private Path answer;

  @BeforeEach
  void write() throws IOException {
    page = Files.writeString(folder.resolve("503.html"), "down");
    secret = Files.writeString(folder.resolve("secret"), "s3cret");
    answer = Files.writeString(folder.resolve("hello.txt"), "hello");
    file =
        Files.writeString(
            folder.resolve("forebay.yaml"),
            """
            listeners:
              web:
                bind: ":80"
                error_pages: {503: 503.html}
                headers: {response: {set: {X-Key: "${file:%s}"}}}
                routes: [{respond: {status: 200, file: hello.txt}}]
            """
                .formatted(secret));
  }

  private SourceFiles parse() throws InvalidConfigException {
    SourceFiles sources = new SourceFiles();
    YamlConfigParser.parse(file, sources);
    return sources;
  }

  @Test
  void everyFileThatIsRead_belongsToIt() throws Exception {
    assertThat(parse().paths()).containsExactlyInAnyOrder(file, page, secret, answer);
  }

  @Test
  void changedInclude_isNoticed() throws Exception {
    SourceFiles before = parse();
    assertThat(before.now().holdTheSameAs(before)).isTrue();
    assertThat(before.now().digest()).isEqualTo(before.digest()).matches("[0-9a-f]{16}");

    Files.writeString(page, "still down");

    assertThat(before.now().holdTheSameAs(before)).isFalse();
    assertThat(before.changedIn(before.now())).containsExactly(page);
    assertThat(parse().digest()).isNotEqualTo(before.digest());
    Files.writeString(page, "down");
    assertThat(before.now().holdTheSameAs(before)).isTrue();
  }

  @Test
  void missingInclude_belongsToItToo_soThatItsComingIsNoticed() throws Exception {
    Files.delete(page);
    Files.delete(secret);
    SourceFiles sources = new SourceFiles();
    assertThatThrownBy(() -> YamlConfigParser.parse(file, sources))
        .isInstanceOf(InvalidConfigException.class);

    assertThat(sources.paths()).contains(file, page, secret);
    assertThat(sources.now().holdTheSameAs(sources)).isTrue();
    Files.writeString(secret, "s3cret");
    assertThat(sources.now().holdTheSameAs(sources)).isFalse();
  }

  @Test
  void missingFile_isRemembered() throws Exception {
    Files.delete(file);
    SourceFiles sources = new SourceFiles();
    assertThatThrownBy(() -> YamlConfigParser.parse(file, sources))
        .isInstanceOf(InvalidConfigException.class);

    assertThat(sources.paths()).containsExactly(file);
    Files.writeString(file, "");
    assertThat(sources.now().holdTheSameAs(sources)).isFalse();
  }
}
