package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.forebay.daemon.api.ApiCaller;
import io.forebay.daemon.api.ApiDocument;
import io.forebay.daemon.api.ApiDocument.Operation;
import io.forebay.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/admin-api.md}: what it lists is there, what it shows works and looks like that. */
class ApiGuideIT {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z]+ /api/v1[^`?]*)", Pattern.MULTILINE);
  private static final String ADDRESS = "http://127.0.0.1:8404";
  private static final String ELSEWHERE = "lb.example.com";

  /** A stream goes on until it is left. */
  private static final String CURL =
      """
      curl() {
        local rest=0 it
        for it in "$@"; do [ "$it" != -N ] || rest=28; done
        [ $rest = 0 ] || { command curl -sS --max-time 2 "$@" || [ $? = $rest ]; return; }
        command curl -sS --max-time 30 "$@"
      }
      """;

  @TempDir private static Path folder;
  private static String guide;
  private static ObservedDaemon daemon;
  private static ApiDocument document;

  @BeforeAll
  static void start() throws IOException {
    guide = Files.readString(DaemonProcess.CHECKOUT.resolve("docs/admin-api.md"));
    daemon = ObservedDaemon.start(folder);
    document = new ApiCaller(daemon.adminPort()).document();
  }

  @AfterAll
  static void stop() {
    daemon.close();
  }

  /**
   * @param follows whether there is nothing between it and the one before
   */
  private record Block(String language, String text, boolean follows) {}

  private static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(guide);
    int end = 0;
    while (matcher.find()) {
      boolean follows = guide.substring(end, matcher.start()).isBlank();
      blocks.add(new Block(matcher.group(1), matcher.group(2), follows));
      end = matcher.end();
    }
    return blocks;
  }

  private static String bare(String path) {
    return path.replaceAll("\\{\\w+}", "{}");
  }

  @Test
  void requests_listedAreThoseThereAre() {
    Set<String> listed = new TreeSet<>();
    Matcher rows = ROW.matcher(guide);
    while (rows.find()) {
      listed.add(bare(rows.group(1)));
    }
    Set<String> there = new TreeSet<>();
    for (Operation it : document.operations()) {
      there.add(bare(it.toString()));
    }
    assertThat(listed).isEqualTo(there);
  }

  @Test
  void answers_shownAreAsDescribed() {
    for (Block it : blocks()) {
      if (it.language.equals("json")) {
        JsonNode answer = ApiDocument.parse(it.text);
        assertThat(document.schemasOf(answer)).as(it.text).isNotEmpty();
      }
    }
  }

  /** Each in the order of the text; an answer right behind it is one of the same kind. */
  @Test
  void examples_workAsShown() throws Exception {
    List<Block> blocks = blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.language.equals("sh") && !block.text.contains(ELSEWHERE)) {
        String script =
            "cd "
                + folder
                + "\n"
                + CURL
                + block
                    .text
                    .replace(ADDRESS, "http://127.0.0.1:" + daemon.adminPort())
                    .replace("10.0.0.3", "127.0.0.1");
        String out = Program.run("bash", "-euc", "command -v curl >/dev/null; " + script);
        Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
        if (next.language.equals("json") && next.follows) {
          assertThat(document.schemasOf(ApiDocument.parse(out)))
              .as(out)
              .containsAnyElementsOf(document.schemasOf(ApiDocument.parse(next.text)));
        } else {
          assertThat(out).doesNotContain("about:blank");
        }
      }
    }
  }
}
