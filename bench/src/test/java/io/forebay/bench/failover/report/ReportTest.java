package io.forebay.bench.failover.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.bench.failover.client.Outcome;
import io.forebay.bench.failover.result.Outage;
import io.forebay.bench.failover.result.Run;
import io.forebay.bench.failover.result.SampleRun;
import io.forebay.bench.failover.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
  @TempDir Path directory;
  private Run run;

  @BeforeEach
  void makeRun() {
    run =
        new SampleRun()
            .outage(1, Outage.Kind.DEAD, 2_000, 6_000, 2_050)
            .request(1, 1_000, 20, Outcome.OK, 200)
            .request(2, 2_100, 1, Outcome.STATUS, 502)
            .request(5, 1_990, 5_000, Outcome.RESET, 0)
            .build();
  }

  @Test
  void write_run_hasFiguresTargetsAndPicture() throws IOException {
    List<Target> targets = List.of(Target.NONE_FAILED, Target.NONE_TWICE);
    Chapter chapter =
        new Chapter("kill-one", "One is killed", targets, List.of(run), List.of("peer, no such"));
    Report.write(directory, List.of("a machine"), List.of(chapter));
    assertThat(directory.resolve("failover/kill-one.svg")).exists();
    assertThat(Files.readString(directory.resolve("failover-report.md")))
        .contains("- a machine")
        .contains("| [kill-one](#kill-one) | 1 of 3 (1) |")
        .contains("| GETs failed | 1 |")
        .contains("| how they failed | 1 x status 502 |")
        .contains("| traffic off the failing server after | 50 ms |")
        .contains("| traffic again after the return | never |")
        .contains("| *target:* no request failed that may be replayed | **MISSED** |")
        .contains("| *target:* no POST executed twice | met |")
        .contains("- not here: peer, no such")
        .contains("(failover/kill-one.svg)");
  }

  @Test
  void graph_run_isWellFormedWithMarksAndFailures() throws Exception {
    Path file = Files.writeString(directory.resolve("graph.svg"), Graph.of(List.of(run)));
    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("sample", "DEAD s2", "prefers-color-scheme:dark");
    assertThat(Files.readString(file)).contains("class='ko' d='M0 140H0.0V140.0H168.0V138.5H176.0");
  }
}
