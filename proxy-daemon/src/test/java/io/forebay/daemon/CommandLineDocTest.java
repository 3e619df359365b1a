package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.daemon.cli.ConfigLocation;
import io.forebay.daemon.cli.ForebayCommand;
import io.forebay.net.Transport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/command-line.md, one after the other, at one proxy. */
class CommandLineDocTest {
  private static final Pattern EXAMPLES = Pattern.compile("(?s)```console\n(.*?)```");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\$ forebay (.*)\n((?:[^$].*\n|\n)*)");

  private static List<MatchResult> examples() throws Exception {
    String page = Files.readString(DaemonProcess.CHECKOUT.resolve("docs/command-line.md"));
    List<MatchResult> all = new ArrayList<>();
    EXAMPLES
        .matcher(page)
        .results()
        .forEach(it -> COMMAND.matcher(it.group(1)).results().forEach(all::add));
    return all;
  }

  /** Moments and lengths of time are those of another day. */
  private static String timeless(String text) {
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:]+Z", "MOMENT")
        .replaceAll("[0-9.]+s left", "TIME left");
  }

  @Test
  void examples_areWhatCommandsWrite() throws Exception {
    String yaml =
        """
        global: { worker_threads: 1 }
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends:
          app:
            servers:
              - { name: one, address: "127.0.0.1:1", weight: 4 }
              - { name: two, address: "127.0.0.1:2" }
        admin: { bind: "127.0.0.1:0" }
        """;
    ProxyConfig config = YamlConfigParser.parse("test.yaml", yaml).config();
    List<MatchResult> examples = examples();
    assertThat(examples).hasSizeGreaterThan(4);
    try (ProxyAssembly assembly = new ProxyAssembly(config, Transport.best())) {
      assembly.start();
      String url = "http://127.0.0.1:" + assembly.adminAddresses().get(0).getPort();
      for (MatchResult it : examples) {
        assertThat(timeless(written(it.group(1), url)))
            .as("forebay %s", it.group(1))
            .isEqualTo(timeless(it.group(2)));
      }
    }
  }

  private static String written(String line, String url) {
    StringWriter all = new StringWriter();
    PrintWriter writer = new PrintWriter(all);
    ForebayCommand.create(new Daemon(null), new ConfigLocation(List.of()))
        .setOut(writer)
        .setErr(writer)
        .execute((line.replace("'", "") + " --admin " + url).split(" "));
    return all.toString();
  }
}
