package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in conf/. */
class ConfExamplesTest {

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(DaemonProcess.CHECKOUT.resolve("conf"))) {
      return files.filter(it -> it.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_parses(Path file) throws Exception {
    assertThat(YamlConfigParser.parse(file).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"forebay.minimal.yaml", "forebay.demo.yaml"})
  void file_starts(String name) throws Exception {
    String text = Files.readString(DaemonProcess.CHECKOUT.resolve("conf").resolve(name));
    String free =
        text.replaceAll("bind: \":8080\"", "bind: \"127.0.0.1:0\"")
            .replaceAll("bind: 127\\.0\\.0\\.1:\\d+", "bind: 127.0.0.1:0");
    ProxyConfig config = YamlConfigParser.parse(name, free).config();
    try (ProxyAssembly assembly = new ProxyAssembly(config, Transport.best())) {
      assembly.start();

      assertThat(assembly.listenerAddresses("web")).hasSize(1);
    }
  }
}
