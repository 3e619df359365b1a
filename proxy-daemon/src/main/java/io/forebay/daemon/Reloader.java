package io.forebay.daemon;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.ConfigChanges;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.observe.Event;
import io.forebay.observe.ReloadResult;
import io.forebay.observe.Reloads;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and puts it in force, or changes nothing; and tells everybody how
 * that went. Life-cycle thread.
 */
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  private final ProxyAssembly assembly;
  private final Path file;
  private SourceFiles inForce;
  private volatile SourceFiles lastRead;

  /**
   * @param sources what the configuration in force was read from
   */
  Reloader(ProxyAssembly assembly, Path file, SourceFiles sources) {
    this.assembly = assembly;
    this.file = file;
    this.inForce = sources;
    this.lastRead = sources;
    assembly.proxy().reloads().started(sources.digest());
  }

  /** What was read last, whether it is in force or was refused. Any thread. */
  SourceFiles lastRead() {
    return lastRead;
  }

  /** Whether the file has no problem as it is now. Any thread. */
  boolean isValid() {
    try {
      YamlConfigParser.parse(file);
      return true;
    } catch (InvalidConfigException e) {
      return false;
    }
  }

  /**
   * Changes to the configuration in the file; if that fails for any reason, nothing changes.
   *
   * @param trigger who asked for it, for the log and for operators
   */
  ReloadResult reload(String trigger) {
    Instant began = Instant.now();
    long nanos = System.nanoTime();
    SourceFiles sources = new SourceFiles();
    List<String> changes = new ArrayList<>();
    List<String> problems = change(sources, changes);
    Duration took = Duration.ofNanos(System.nanoTime() - nanos);
    lastRead = sources;
    Proxy proxy = assembly.proxy();
    Reloads.State before = proxy.reloads().state();
    boolean successful = problems.isEmpty();
    if (successful) {
      inForce = sources;
    } else {
      assembly.reopenLogs();
    }
    ReloadResult result =
        new ReloadResult(
            trigger,
            began,
            took,
            problems,
            successful ? changes : List.of(),
            before.generation() + (successful ? 1 : 0),
            inForce.digest());
    proxy.reloads().add(result);
    proxy.events().keep(Event.Kind.RELOAD, null, null, result.summary());
    log(result);
    return result;
  }

  /** Why it failed; empty if it did not. */
  private List<String> change(SourceFiles sources, List<String> changes) {
    try {
      ProxyConfig before = assembly.proxy().config();
      ParsedConfig parsed = YamlConfigParser.parse(file, sources);
      ServerOverlay.Result next = assembly.over(parsed.config(), parsed.newServers());
      changes.addAll(ConfigChanges.between(before, next.config()));
      inForce.changedIn(sources).stream()
          .filter(it -> !it.equals(file.toAbsolutePath()))
          .forEach(it -> changes.add("file " + it));
      assembly.apply(parsed.config(), parsed.newServers(), next);
      Warnings.log(parsed);
      return List.of();
    } catch (InvalidConfigException e) {
      return e.problems().stream().map(Object::toString).toList();
    } catch (ProxyException | IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("reload failed", e);
      return List.of(e.toString());
    }
  }

  private void log(ReloadResult result) {
    long millis = result.duration().toMillis();
    if (result.successful()) {
      String what = result.changes().isEmpty() ? ", nothing changed" : "";
      LOG.info(
          "reloaded {} by {} in {} ms, generation {}{}",
          file,
          result.trigger(),
          millis,
          result.generation(),
          what);
      result.changes().forEach(change -> LOG.info("changed: {}", change));
      return;
    }
    List<String> problems = result.problems();
    boolean oneLine = problems.size() == 1 && !problems.get(0).startsWith(file + ":");
    if (!oneLine) {
      problems.forEach(problem -> LOG.error("{}", problem));
    }
    String counted = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    LOG.error(
        "reload failed, nothing has changed: {} (by {})",
        oneLine ? problems.get(0) : counted,
        result.trigger());
  }
}
