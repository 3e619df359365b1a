package io.forebay.bench.failover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What one has to know about the machine and the programs to judge the figures. */
final class Facts {

  private Facts() {}

  static List<String> collect(Options options) throws IOException {
    List<String> facts = new ArrayList<>();
    String kernel = System.getProperty("os.name") + ' ' + System.getProperty("os.version");
    facts.add(LocalDate.now() + ", " + kernel + ", " + processor());
    String forebay = output(options.home().resolve("bin/forebay").toString(), "version");
    facts.add(String.join("; ", forebay.strip().lines().toList()));
    if (options.update() || !options.proxies().equals(List.of("forebay"))) {
      facts.add(output("haproxy", "-v").lines().findFirst().orElse("HAProxy").split(" - ")[0]);
    }
    String runs = "200 requests per second for %d s or more, four of five GET, half of them on";
    facts.add(runs.formatted(options.seconds()) + " connections of their own; answers take 20 ms");
    if (options.update()) {
      facts.add("put together of runs at different times");
    }
    return facts;
  }

  private static String processor() throws IOException {
    long cores = Runtime.getRuntime().availableProcessors();
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse("unknown processor");
    return cores + " x " + model;
  }

  private static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
