package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The daemon as a process of its own, with all that it writes. */
final class DaemonProcess implements AutoCloseable {
  /** Tests run in the folder of their module. */
  static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private DaemonProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "daemon-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code forebay ARGUMENTS} on the classes of this test run. */
  static DaemonProcess start(String... arguments) {
    return start(new ProcessBuilder(command(arguments)));
  }

  /** Starts {@code forebay ARGUMENTS} with one more variable in its environment. */
  static DaemonProcess startWith(String variable, String value, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(arguments));
    builder.environment().put(variable, value);
    return start(builder);
  }

  /** Runs the daemon with at most {@code descriptors} open files and waits until it is ready. */
  static DaemonProcess runLimited(int descriptors, Path config) {
    DaemonProcess daemon = startLimited(descriptors, config);
    daemon.awaitLine(" notice ready");
    return daemon;
  }

  /** Starts the daemon with at most {@code descriptors} open files. */
  static DaemonProcess startLimited(int descriptors, Path config) {
    List<String> command = new ArrayList<>();
    String limit = "ulimit -n " + descriptors + " && exec \"$@\"";
    command.addAll(List.of("sh", "-c", limit, "sh"));
    command.addAll(command("run", "-c", config.toString()));
    return start(new ProcessBuilder(command));
  }

  /** The command line of {@code forebay ARGUMENTS} on the classes of this test run. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dio.netty.leakDetection.level=paranoid");
    command.add("-Dforebay.home=" + CHECKOUT);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.forebay.daemon.Main");
    command.addAll(List.of(arguments));
    return command;
  }

  static DaemonProcess start(ProcessBuilder builder) {
    try {
      return new DaemonProcess(builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the daemon with {@code config} and waits until it is ready. */
  static DaemonProcess run(Path config) {
    DaemonProcess daemon = start("run", "-c", config.toString());
    daemon.awaitLine(" notice ready");
    return daemon;
  }

  /** The same, where the JVM's resolver knows what stands in {@code hosts} and nothing else. */
  static DaemonProcess runWithHosts(Path hosts, Path config) {
    List<String> command = command("run", "-c", config.toString());
    command.add(1, "-Djdk.net.hosts.file=" + hosts);
    DaemonProcess daemon = start(new ProcessBuilder(command));
    daemon.awaitLine(" notice ready");
    return daemon;
  }

  private void read() {
    try (BufferedReader in = process.inputReader()) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("reading failed: " + e);
    }
  }

  /** The events that it tells at its admin address. */
  String events() {
    try (RawClient admin = admin()) {
      String get = "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      return admin.send(get).readResponse().bodyText();
    }
  }

  long pid() {
    return process.pid();
  }

  List<String> lines() {
    return lines;
  }

  void awaitLine(String part) {
    await("\"" + part + "\" in the output")
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> has(part) || !process.isAlive());
    assertThat(lines).anySatisfy(line -> assertThat(line).contains(part));
  }

  void awaitFile(Path file, String content) {
    await(file + " to be written")
        .atMost(START_TIMEOUT)
        .until(() -> Files.readString(file).equals(content));
  }

  private boolean has(String part) {
    return lines.stream().anyMatch(line -> line.contains(part));
  }

  /** The port of a listener, as logged. */
  int port(String listener) {
    Pattern pattern = Pattern.compile(" listener " + listener + ": .*:(\\d+)$");
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new AssertionError("no listener " + listener + " in " + lines);
  }

  /** A client of the admin address, as logged. */
  RawClient admin() {
    return RawClient.connect(adminPort());
  }

  /** The port of the admin address, as logged. */
  int adminPort() {
    for (String line : lines) {
      if (line.contains(" notice admin: ")) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      }
    }
    throw new AssertionError("no admin address in " + lines);
  }

  RawClient client() {
    return RawClient.connect(port("web"));
  }

  /** Sends a signal, such as {@code TERM}. */
  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The exit code; fails if the process takes longer than {@code timeout}. */
  int awaitExit(Duration timeout) {
    try {
      assertThat(process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS))
          .as("ended within %s: %s", timeout, lines)
          .isTrue();
      reader.join(timeout.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  int awaitExit() {
    return awaitExit(START_TIMEOUT);
  }

  /** Kills what is left of it, and fails if it ever lost a buffer. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      reader.join(START_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(lines).noneMatch(line -> line.contains("LEAK:"));
  }
}
