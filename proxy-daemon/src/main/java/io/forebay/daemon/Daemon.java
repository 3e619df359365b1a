package io.forebay.daemon;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.ProcessConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.NewServers;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.daemon.cli.Actions;
import io.forebay.daemon.cli.ConfigLocation;
import io.forebay.daemon.cli.Findings;
import io.forebay.daemon.cli.ForebayCommand;
import io.forebay.daemon.demo.DemoConfig;
import io.forebay.daemon.demo.DemoText;
import io.forebay.daemon.demo.SampleServers;
import io.forebay.daemon.systemd.Notifier;
import io.forebay.daemon.upgrade.Takeover;
import io.forebay.daemon.upgrade.UpgradePath;
import io.forebay.daemon.upgrade.UpgradeRequest;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.tls.NettyTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of the process, from a configuration to the end. Main thread. */
final class Daemon implements Actions {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final String TRANSPORT = "FOREBAY_TRANSPORT";

  /** To be done once the proxy serves. */
  private interface AfterStart {
    void run(ProxyAssembly assembly);
  }

  private final @Nullable Path home;
  private final Map<String, String> environment = System.getenv();

  /**
   * @param home where the distribution is unpacked; null if that is not known
   */
  Daemon(@Nullable Path home) {
    this.home = home;
  }

  @Override
  public void run(Path file) throws Exception {
    SourceFiles sources = new SourceFiles();
    ParsedConfig parsed = YamlConfigParser.parse(file, sources);
    start(parsed, file, sources, new Succession.First(parsed.config(), environment));
  }

  @Override
  public void takeOver(Path file, @Nullable Path from) throws Exception {
    requireEpoll();
    SourceFiles sources = new SourceFiles();
    // Where it is known already, the other process is told of problems with the file too.
    Path path =
        from == null
            ? UpgradePath.of(YamlConfigParser.parse(file).config().global().process(), file)
            : from;
    try (Takeover takeover = Takeover.begin(path)) {
      try {
        ParsedConfig parsed = YamlConfigParser.parse(file, sources);
        start(parsed, file, sources, new Succession.Next(parsed.config(), takeover));
      } catch (Exception e) {
        takeover.failed(reason(e));
        throw e;
      }
    }
  }

  /** In one line. */
  private static String reason(Exception failure) {
    if (failure instanceof InvalidConfigException invalid) {
      int more = invalid.problems().size() - 1;
      return invalid.problems().get(0) + (more == 0 ? "" : " (and " + more + " more)");
    }
    return String.valueOf(failure.getMessage());
  }

  @Override
  public long upgrade(Path file) throws Exception {
    Path launcher = home == null ? null : home.resolve("bin/forebay");
    if (launcher == null || !Files.isExecutable(launcher)) {
      throw new IOException("no launcher " + launcher + " (expected: a distribution of Forebay)");
    }
    ProcessConfig process = YamlConfigParser.parse(file).config().global().process();
    return UpgradeRequest.send(UpgradePath.of(process, file), launcher);
  }

  private void requireEpoll() throws IOException {
    Transport transport = transport();
    if (transport != Transport.EPOLL) {
      throw new IOException("an upgrade needs epoll (transport: " + transport.description() + ")");
    }
  }

  private void start(ParsedConfig parsed, Path file, SourceFiles sources, Succession succession)
      throws Exception {
    Logging.open(parsed.config().global()).use();
    Warnings.log(parsed);
    requireSystem(parsed.config());
    serve(parsed.config(), parsed.newServers(), file, sources, succession, assembly -> {});
  }

  private static void requireSystem(ProxyConfig config) throws IOException {
    ProcessConfig process = config.global().process();
    if (process.node() != null) {
      LOG.info("node {}", process.node());
    }
    List<String> problems = ProcessOwner.problems(process);
    if (!problems.isEmpty()) {
      throw new IOException(String.join("; ", problems));
    }
    Descriptors descriptors = Descriptors.of(config);
    String problem = descriptors.problem();
    if (problem != null && descriptors.isHopeless()) {
      throw new IOException(problem);
    }
    if (problem != null) {
      LOG.warn("{}", problem);
    }
  }

  @Override
  public List<String> doubts(ProxyConfig config) {
    List<String> doubts = new ArrayList<>(ProcessOwner.problems(config.global().process()));
    String problem = Descriptors.of(config).problem();
    if (problem != null) {
      doubts.add(problem);
    }
    return doubts;
  }

  @Override
  public Findings encryption(ProxyConfig config) {
    return TlsReview.of(config, new NettyTls(), Instant.now());
  }

  @Override
  public void demo(boolean anyPorts) throws Exception {
    ParsedConfig parsed = demoConfig();
    ProxyConfig written = parsed.config();
    Logging.open(written.global()).use();
    try (SampleServers servers = SampleServers.start(DemoConfig.servers(written), anyPorts)) {
      ProxyConfig config = anyPorts ? DemoConfig.withPorts(written, servers.ports()) : written;
      serve(
          config,
          parsed.newServers(),
          null,
          new SourceFiles(),
          new Succession.First(config, Map.of()),
          assembly ->
              System.out.print(
                  DemoText.of(
                      assembly.listenerAddresses(DemoConfig.LISTENER).get(0),
                      assembly.adminAddresses(),
                      servers.ports())));
    }
  }

  @Override
  public void rehearse() throws Exception {
    ProxyConfig written = demoConfig().config();
    try (SampleServers servers = SampleServers.start(DemoConfig.servers(written), true)) {
      ProxyConfig config = DemoConfig.withPorts(written, servers.ports());
      try (ProxyAssembly assembly = new ProxyAssembly(config, transport())) {
        assembly.start();
        Rehearsal.requestFrom(assembly);
        rehearseCommands(assembly.adminAddresses().get(0));
        assembly.drain();
      }
    }
  }

  /** Operators wait for them, so that their classes are to be in the archive, too. */
  private void rehearseCommands(InetSocketAddress admin) {
    String url = "http://127.0.0.1:" + admin.getPort();
    for (String line : List.of("status", "top --once", "events")) {
      // Whether they succeed may depend on the environment, such as a token that is no such thing.
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      ForebayCommand.create(this, ConfigLocation.of(home))
          .setOut(nowhere)
          .setErr(nowhere)
          .execute((line + " --admin " + url).split(" "));
    }
  }

  private ParsedConfig demoConfig() throws IOException, InvalidConfigException {
    if (home == null) {
      throw new IOException("the demo is started by the launcher, which tells where its files are");
    }
    return YamlConfigParser.parse(home.resolve("conf/forebay.demo.yaml"));
  }

  private void serve(
      ProxyConfig config,
      NewServers reader,
      @Nullable Path file,
      SourceFiles sources,
      Succession succession,
      AfterStart afterStart)
      throws Exception {
    NameWatch.limitCache();
    try (ProxyAssembly assembly = new ProxyAssembly(config, reader, transport())) {
      Notifier notifier = Notifier.of(environment);
      ControlLoop loop = new ControlLoop(assembly, file, sources, notifier);
      assembly.operators().reloads(loop);
      loop.handleSignals();
      try (PidFile pid = succession.start(assembly);
          HandingOver handing = new HandingOver(assembly, pid, notifier)) {
        if (file != null) {
          handing.listen(config.global().process(), file, succession.isFirst(), loop::handOver);
        }
        notifier.ready();
        String started =
            "Forebay " + Versions.forebay() + " serves as process " + ProcessHandle.current().pid();
        assembly.proxy().events().keep(Event.Kind.LIFE, null, null, started);
        LOG.info("ready");
        afterStart.run(assembly);
        loop.runUntilStopped();
      }
    }
  }

  @Override
  public List<String> version() {
    try {
      return Versions.lines(transport().description());
    } catch (IOException e) {
      return Versions.lines("none (" + e.getMessage() + ")");
    }
  }

  private Transport transport() throws IOException {
    try {
      return Transport.of(environment.get(TRANSPORT));
    } catch (IllegalArgumentException e) {
      throw new IOException(TRANSPORT + ": " + e.getMessage(), e);
    }
  }
}
