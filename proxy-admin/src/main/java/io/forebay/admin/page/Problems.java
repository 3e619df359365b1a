package io.forebay.admin.page;

import io.forebay.admin.page.Problem.Severity;
import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.History;
import io.forebay.admin.stats.ServerStatistics;
import io.forebay.net.CertificateInfo;
import io.forebay.observe.ReloadResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong, the worst first. */
final class Problems {

  /** A certificate that ends sooner is told of. */
  static final Duration CERTIFICATE_WARNING = Duration.ofDays(30);

  private static final Duration CERTIFICATE_ALARM = Duration.ofDays(7);
  private static final int MOST_NAMED = 3;

  /** A smaller part of answers that are errors is not told of. */
  private static final double ERROR_PART = 0.01;

  private static final double ERROR_ALARM = 0.1;

  /** Fewer in the last minute are not told of, whatever part of the answers they are. */
  private static final double FEWEST_ERRORS = 5;

  private final Picture picture;
  private final List<Problem> found = new ArrayList<>();

  private Problems(Picture picture) {
    this.picture = picture;
  }

  static List<Problem> of(Picture picture) {
    Problems problems = new Problems(picture);
    problems.find();
    problems.found.sort(Comparator.comparing(Problem::severity));
    return problems.found;
  }

  private void find() {
    if (picture.notReady() != null) {
      tell(Severity.BAD, null, "not ready: " + picture.notReady(), null);
    }
    for (BackendStatistics backend : picture.backends()) {
      servers(backend);
      queue(backend);
      errors(backend);
      wanted(backend);
    }
    reload();
    picture.certificates().forEach(this::certificate);
  }

  private void servers(BackendStatistics backend) {
    int all = backend.servers().size();
    List<ServerStatistics> down = those(backend, it -> Standing.of(it) == Standing.DOWN);
    if (backend.usable() == 0) {
      String what = all == 0 ? "no servers" : "none of its servers can be used";
      add(Severity.BAD, backend, what + named(down), down.isEmpty() ? null : down.get(0));
    } else if (!down.isEmpty()) {
      String what = down.size() + " of " + all + " servers down";
      add(Severity.WARN, backend, what + named(down), down.get(0));
    }
    if (backend.inPanic()) {
      add(Severity.BAD, backend, "too few servers are up, so all are used", null);
    }
    List<ServerStatistics> avoided = those(backend, it -> Standing.of(it) == Standing.AVOIDED);
    if (!avoided.isEmpty()) {
      String what = avoided.size() + " of " + all + " servers avoided";
      add(Severity.WARN, backend, what + named(avoided), avoided.get(0));
    }
  }

  private static List<ServerStatistics> those(
      BackendStatistics backend, Predicate<ServerStatistics> which) {
    return backend.servers().stream().filter(which).toList();
  }

  private static String named(List<ServerStatistics> servers) {
    if (servers.isEmpty()) {
      return "";
    }
    List<String> named = servers.stream().limit(MOST_NAMED).map(Problems::named).toList();
    int more = servers.size() - named.size();
    return ": " + String.join("; ", named) + (more == 0 ? "" : "; and " + more + " more");
  }

  private static String named(ServerStatistics server) {
    String since =
        server.changedSeconds() < 0 ? "" : " for " + Quantities.span(server.changedSeconds());
    return server.name() + since + because(server);
  }

  private static String because(ServerStatistics server) {
    if (Standing.of(server) == Standing.DOWN) {
      return server.healthCause() == null ? "" : ", because " + server.healthCause();
    }
    List<String> reasons = new ArrayList<>(server.avoided());
    if (Standing.isBroken(server)) {
      reasons.add("breaker " + server.breaker());
    }
    return ", " + String.join(" and ", reasons);
  }

  private void queue(BackendStatistics backend) {
    if (backend.queued() > 0) {
      String text = Quantities.count(backend.queued()) + " requests wait for a server";
      add(Severity.WARN, backend, text, null);
    }
  }

  private void errors(BackendStatistics backend) {
    History history = backend.history();
    double part = Courses.errorPart(history.requests(), history.errors());
    if (part >= ERROR_PART && Courses.lastMinute(history.errors()) >= FEWEST_ERRORS) {
      Severity severity = part >= ERROR_ALARM ? Severity.BAD : Severity.WARN;
      add(severity, backend, Quantities.percent(part) + " of its answers are errors", null);
    }
  }

  /** What an operator has done and may have forgotten. */
  private void wanted(BackendStatistics backend) {
    for (ServerStatistics it : backend.servers()) {
      Standing standing = Standing.of(it);
      if (standing == Standing.DRAIN || standing == Standing.MAINT) {
        String what = standing == Standing.DRAIN ? " is being drained" : " is in maintenance";
        String drain = standing == Standing.DRAIN ? ": " + ServerRow.drain(it) : "";
        add(Severity.NOTE, backend, it.name() + what + drain, it);
      }
    }
  }

  private void reload() {
    ReloadResult last = picture.reloads().last();
    if (last != null && !last.successful()) {
      tell(Severity.WARN, null, last.summary(), "events");
    }
  }

  private void certificate(CertificateInfo it) {
    String what = "certificate " + (it.names().isEmpty() ? it.file() : it.names().get(0));
    if (it.problem() != null) {
      tell(Severity.WARN, null, what + " is not used: " + it.problem(), "certificates");
    }
    Instant end = it.notAfter();
    if (end == null) {
      return;
    }
    Duration left = Duration.between(picture.statistics().at(), end);
    if (left.isNegative()) {
      tell(Severity.BAD, null, what + " has expired", "certificates");
    } else if (left.compareTo(CERTIFICATE_WARNING) < 0) {
      boolean soon = left.compareTo(CERTIFICATE_ALARM) < 0;
      String text = what + " expires in " + Quantities.span(left.toSeconds());
      tell(soon ? Severity.BAD : Severity.WARN, null, text, "certificates");
    }
  }

  private void add(
      Severity severity,
      BackendStatistics backend,
      String text,
      @Nullable ServerStatistics server) {
    String target =
        server == null
            ? BackendRow.id(backend.name())
            : ServerRow.id(new ShownServer(backend, server).reference());
    tell(severity, backend.name(), backend.name() + ": " + text, target);
  }

  private void tell(
      Severity severity, @Nullable String backend, String text, @Nullable String target) {
    found.add(new Problem(severity, backend, text, target));
  }
}
