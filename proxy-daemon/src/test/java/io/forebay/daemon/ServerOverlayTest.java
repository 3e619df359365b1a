package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.AddedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RemovedServer;
import io.forebay.config.RuntimeServers;
import io.forebay.config.ServerConfig;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.YamlConfigParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What is left of changes at run time when the file changes, too. */
class ServerOverlayTest {

  private static ParsedConfig file(String... servers) throws Exception {
    return YamlConfigParser.parse("test.yaml", yaml("", List.of(servers)));
  }

  private static String yaml(String backend, List<String> servers) {
    return "listeners: {web: {bind: '127.0.0.1:0', backend: app}}\nbackends:\n  app:\n"
        + backend
        + "    servers: ["
        + String.join(", ", servers)
        + "]\n";
  }

  private static String server(String name, int port) {
    return "{\"name\":\"%s\",\"address\":\"127.0.0.1:%d\"}".formatted(name, port);
  }

  private static AddedServer added(ParsedConfig file, String json) throws Exception {
    return new AddedServer("app", file.newServers().read("app", json), json);
  }

  private static RuntimeServers removed(String name, int port) {
    return new RuntimeServers(
        List.of(), List.of(new RemovedServer("app", name, "127.0.0.1:" + port)));
  }

  private static List<String> names(ProxyConfig config) {
    BackendConfig app = config.backends().get("app");
    return app.servers().stream().map(ServerConfig::name).toList();
  }

  private static List<String> texts(ServerOverlay.Result result) {
    return result.lapses().stream().map(it -> it.server() + " " + it.text()).toList();
  }

  @Test
  void nothingChanged_isTheFile() throws Exception {
    ProxyConfig config = file(server("a", 1)).config();
    assertThat(ServerOverlay.of(config, RuntimeServers.NONE).config()).isSameAs(config);
  }

  @Test
  void fileHasTheServerNow_itIsTheFiles() throws Exception {
    ParsedConfig before = file(server("a", 1));
    RuntimeServers wanted = new RuntimeServers(List.of(added(before, server("b", 2))), List.of());
    assertThat(names(ServerOverlay.of(before.config(), wanted).config())).containsExactly("a", "b");
    ParsedConfig after = file(server("a", 1), server("b", 3));
    ServerOverlay.Result result = ServerOverlay.of(after.config(), after.newServers(), wanted);
    assertThat(result.config()).isSameAs(after.config());
    assertThat(result.servers().isEmpty()).isTrue();
    assertThat(texts(result))
        .containsExactly("b is as the file says from now on, it had been added at run time");
  }

  @Test
  void removedServer_isBackOnlyUnderAnotherAddress() throws Exception {
    ParsedConfig same = file("{name: a, address: '127.0.0.1:1', weight: 9}", server("b", 2));
    ServerOverlay.Result stays = ServerOverlay.of(same.config(), removed("a", 1));
    assertThat(names(stays.config())).containsExactly("b");
    assertThat(stays.lapses()).isEmpty();
    ParsedConfig other = file(server("a", 3), server("b", 2));
    ServerOverlay.Result back = ServerOverlay.of(other.config(), removed("a", 1));
    assertThat(names(back.config())).containsExactly("a", "b");
    assertThat(texts(back)).singleElement().asString().startsWith("a is back, ");
  }

  @Test
  void removedServerThatTheFileHasNoLonger_isForgotten() throws Exception {
    ServerOverlay.Result result = ServerOverlay.of(file(server("b", 2)).config(), removed("a", 1));
    assertThat(result.servers().isEmpty()).isTrue();
  }

  @Test
  void fileWouldLeaveNothing_itsServersAreBack() throws Exception {
    ParsedConfig file = file(server("a", 1), "{name: c, address: '127.0.0.1:3', backup: true}");
    ServerOverlay.Result result = ServerOverlay.of(file.config(), removed("a", 1));
    assertThat(names(result.config())).containsExactly("a", "c");
    assertThat(texts(result)).singleElement().asString().endsWith("no other is left");
  }

  @Test
  void addedServer_hasWhatItsBackendSaysNow() throws Exception {
    ParsedConfig before = file(server("a", 1));
    RuntimeServers wanted = new RuntimeServers(List.of(added(before, server("b", 2))), List.of());
    ParsedConfig after =
        YamlConfigParser.parse(
            "test.yaml", yaml("    max_connections: 7\n", List.of(server("a", 1))));
    ServerOverlay.Result result = ServerOverlay.of(after.config(), after.newServers(), wanted);
    assertThat(result.config().backends().get("app").servers().get(1).maxConnections())
        .isEqualTo(7);
  }

  @Test
  void addedServerThatCannotBeReadAgain_staysAsItWas() throws Exception {
    ParsedConfig before = file(server("a", 1));
    RuntimeServers wanted =
        new RuntimeServers(
            List.of(
                added(before, "{\"name\":\"b\",\"address\":\"127.0.0.1:2\",\"protocol\":\"h2c\"}")),
            List.of());
    ParsedConfig after =
        YamlConfigParser.parse(
            "test.yaml", yaml("    tls: {verify: false}\n", List.of(server("a", 1))));
    ServerOverlay.Result result = ServerOverlay.of(after.config(), after.newServers(), wanted);
    assertThat(names(result.config())).containsExactly("a", "b");
    assertThat(texts(result))
        .containsExactly(
            "b stays as it was added at run time: protocol: protocol h2c with tls (expected:"
                + " protocol h2, or no tls)");
  }

  @Test
  void backendIsGone_soAreItsServers() throws Exception {
    ParsedConfig before = file(server("a", 1));
    RuntimeServers wanted = new RuntimeServers(List.of(added(before, server("b", 2))), List.of());
    ParsedConfig after =
        YamlConfigParser.parse(
            "test.yaml", yaml("", List.of(server("a", 1))).replace("app", "other"));
    ServerOverlay.Result result = ServerOverlay.of(after.config(), after.newServers(), wanted);
    assertThat(result.config()).isSameAs(after.config());
    assertThat(texts(result)).singleElement().asString().startsWith("b is gone with its backend");
  }

  /** Names to ports: what is in force is the file's, less the removed, plus the added. */
  @RepeatedTest(200)
  void anyHistory_isThatOfTheModel(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    ParsedConfig file = file(server("keep", 1000), server("s0", 1));
    Map<String, Integer> inFile = new TreeMap<>(Map.of("keep", 1000, "s0", 1));
    Map<String, Integer> plus = new LinkedHashMap<>();
    Map<String, Integer> minus = new TreeMap<>();
    RuntimeServers servers = RuntimeServers.NONE;
    for (int step = 0; step < 40; step++) {
      String name = "s" + random.nextInt(5);
      int port = 1 + random.nextInt(3);
      boolean there =
          plus.containsKey(name) || inFile.containsKey(name) && !minus.containsKey(name);
      switch (random.nextInt(3)) {
        case 0 -> {
          if (!there) {
            plus.put(name, port);
            servers = plus(servers, added(file, server(name, port)));
          }
        }
        case 1 -> {
          if (plus.remove(name) != null) {
            servers = minus(servers, name);
          } else if (there) {
            minus.put(name, inFile.get(name));
            servers = minus(servers, name, inFile.get(name));
          }
        }
        default -> {
          if (inFile.remove(name) == null || random.nextBoolean()) {
            inFile.put(name, port);
          }
          minus.entrySet().removeIf(it -> !it.getValue().equals(inFile.get(it.getKey())));
          plus.keySet().removeIf(it -> inFile.containsKey(it) && !minus.containsKey(it));
          List<String> all = new ArrayList<>();
          inFile.forEach((key, value) -> all.add(server(key, value)));
          file = file(all.toArray(String[]::new));
          servers = ServerOverlay.of(file.config(), file.newServers(), servers).servers();
        }
      }
      ServerOverlay.Result result = ServerOverlay.of(file.config(), servers);
      assertThat(result.lapses()).isEmpty();
      Map<String, Integer> expected = new TreeMap<>(inFile);
      expected.keySet().removeAll(minus.keySet());
      expected.putAll(plus);
      Map<String, Integer> found = new TreeMap<>();
      result
          .config()
          .backends()
          .get("app")
          .servers()
          .forEach(it -> found.put(it.name(), it.port()));
      assertThat(found).isEqualTo(expected);
    }
  }

  private static RuntimeServers plus(RuntimeServers all, AddedServer one) {
    List<AddedServer> added = new ArrayList<>(all.added());
    added.add(one);
    return new RuntimeServers(added, all.removed());
  }

  private static RuntimeServers minus(RuntimeServers all, String name) {
    List<AddedServer> added = new ArrayList<>(all.added());
    added.removeIf(it -> it.server().name().equals(name));
    return new RuntimeServers(added, all.removed());
  }

  private static RuntimeServers minus(RuntimeServers all, String name, int port) {
    List<RemovedServer> removed = new ArrayList<>(all.removed());
    removed.add(new RemovedServer("app", name, "127.0.0.1:" + port));
    return new RuntimeServers(all.added(), removed);
  }
}
