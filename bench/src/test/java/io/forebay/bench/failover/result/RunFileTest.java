package io.forebay.bench.failover.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.bench.failover.client.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
  @TempDir Path directory;

  @Test
  void read_written_isTheSame() throws IOException {
    Run run =
        new SampleRun()
            .outage(1, Outage.Kind.HUNG, 2_000, 6_000, 2_050)
            .request(2, 2_100, 1, Outcome.STATUS, 502)
            .request(3, 2_100, 1, Outcome.REFUSED, 0)
            .ok(5, 2_200, 0)
            .executed(5, 6_010, 1)
            .stopped(7_000)
            .build();
    Path file = directory.resolve("run.txt");
    RunFile.write(file, run);
    Run read = RunFile.read(file);
    assertThat(read).usingRecursiveComparison().isEqualTo(run);
    assertThat(Figures.of(read)).isEqualTo(Figures.of(run));
  }
}
