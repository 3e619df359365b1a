package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.CorpusFile.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFileTest {
  private static final String TEXT =
      "# A title: with a colon\n# why: one\n#   two\n# expect: 400\n# phase: body\n---\nGET\\r\\n\n";

  @Test
  void corpus_isWellFormed() {
    List<CorpusFile> requests = CorpusFile.requests();
    List<CorpusFile> responses = CorpusFile.responses();

    assertThat(requests).hasSizeGreaterThanOrEqualTo(45);
    assertThat(responses).hasSizeGreaterThanOrEqualTo(20);
    assertThat(requests).filteredOn(CorpusFile::isLegal).hasSizeGreaterThanOrEqualTo(8);
    assertThat(requests)
        .extracting(CorpusFile::expect)
        .containsOnly(200, 400, 405, 414, 431, 501, 505);
    assertThat(responses).extracting(CorpusFile::expect).containsOnly(200, 502);
    Stream.of(requests, responses)
        .forEach(
            files -> {
              assertThat(files).extracting(CorpusFile::title).doesNotHaveDuplicates();
              assertThat(files)
                  .extracting(f -> EscapedBytes.latin1(f.bytes()))
                  .doesNotHaveDuplicates();
              assertThat(files).allSatisfy(f -> assertThat(f.name()).matches("[a-z0-9-]+"));
              assertThat(files).allSatisfy(f -> assertThat(f.bytes()).isNotEmpty());
            });
  }

  @Test
  void names_areUniqueAcrossBothFolders() {
    assertThat(Stream.concat(CorpusFile.requests().stream(), CorpusFile.responses().stream()))
        .extracting(CorpusFile::name)
        .doesNotHaveDuplicates();
  }

  @Test
  void parse_readsHeaderAndBytes() {
    CorpusFile file = CorpusFile.parse("x", TEXT);

    assertThat(file.title()).isEqualTo("A title: with a colon");
    assertThat(file.why()).isEqualTo("one two");
    assertThat(file.expect()).isEqualTo(400);
    assertThat(file.phase()).isEqualTo(Phase.BODY);
    assertThat(file.bytes()).isEqualTo(EscapedBytes.latin1("GET\r\n"));
    assertThat(file).hasToString("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# t\n# why: w\n# expect: 400\n",
        "# t\n# expect: 400\n---\n",
        "# t\n# why: w\n---\n",
        "# t\n# why: w\n# expect: many\n---\n",
        "# t\n# why: w\n# why: w\n# expect: 400\n---\n",
        "# t\n# why: w\n# expect: 400\n# phase: tail\n---\n",
        "# t\n# why: w\n# expect: 400\n# colour: red\n---\n",
        "# t\nwhy: w\n# expect: 400\n---\n",
        "# t\n# why: w\n# expect: 400\n---\n\\q"
      })
  void parse_wrongFile_isRefusedByName(String text) {
    assertThatThrownBy(() -> CorpusFile.parse("some-name", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("some-name: ");
  }

  @Test
  void load_fromJar_findsTheSame(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("with space.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        var entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("kit/"));
      entries.putNextEntry(new JarEntry("kit/one.http"));
      entries.write(EscapedBytes.latin1(TEXT));
    }
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      assertThat(CorpusFile.load("kit", loader))
          .extracting(CorpusFile::name)
          .containsExactly("one");
    }
  }
}
