package io.forebay.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.stats.LatencyHistogram;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantilesTest {

  private static final double[] BOUNDS = LatencyHistogram.boundsSeconds();

  private static long[] counts(long... millis) {
    LatencyHistogram histogram = new LatencyHistogram();
    for (long it : millis) {
      histogram.record(it * 1_000_000);
    }
    long[] counts = new long[LatencyHistogram.buckets()];
    histogram.addCountsTo(counts);
    return counts;
  }

  @Test
  void nothingCounted_isNotANumber() {
    assertThat(Quantiles.millis(0.5, counts())).isNaN();
    assertThat(Quantiles.latency(counts(), 0)).isEqualTo(Latency.NONE);
  }

  @Test
  void withinABucket_liesEvenly() {
    // All four lie between 25 and 50 ms: as Prometheus has it, the median is the middle of that.
    assertThat(Quantiles.millis(0.5, counts(30, 31, 32, 33))).isEqualTo(37.5, within(1e-9));
    assertThat(Quantiles.millis(0.25, counts(30, 31, 32, 33))).isEqualTo(31.25, within(1e-9));
    assertThat(Quantiles.millis(1, counts(30, 31, 32, 33))).isEqualTo(50, within(1e-9));
  }

  @Test
  void firstBucket_beginsAtZero() {
    assertThat(Quantiles.millis(0.5, counts(1, 1))).isEqualTo(0.5, within(1e-9));
  }

  @Test
  void aboveTheLastBound_isThatBound() {
    assertThat(Quantiles.millis(0.99, counts(1, 60_000))).isEqualTo(10_000, within(1e-9));
  }

  @Test
  void average_isExact() {
    Latency latency = Quantiles.latency(counts(10, 20), 30_000_000);
    assertThat(latency.average()).isEqualTo(15, within(1e-9));
  }

  @Test
  void randomDurations_lieInTheBucketOfTheExactQuantile() {
    Random random = new Random(7);
    for (int run = 0; run < 200; run++) {
      long[] millis = random.longs(1 + random.nextInt(500), 1, 9_000).toArray();
      long[] counts = counts(millis);
      Arrays.sort(millis);
      for (double q : new double[] {0.5, 0.95, 0.99}) {
        int rank = (int) Math.ceil(q * millis.length) - 1;
        double exact = millis[rank] / 1e3;
        double told = Quantiles.millis(q, counts) / 1e3;
        int bucket = Arrays.binarySearch(BOUNDS, exact);
        int above = bucket >= 0 ? bucket : -bucket - 1;
        assertThat(told)
            .as("run %d, quantile %s, exact %s", run, q, exact)
            .isBetween(above == 0 ? 0 : BOUNDS[above - 1], BOUNDS[above] + 1e-9);
        assertThat(told).isEqualTo(prometheus(q, counts), within(1e-9));
      }
    }
  }

  /** As Prometheus' bucketQuantile says it, over cumulative counts. */
  private static double prometheus(double q, long[] counts) {
    long[] cumulative = counts.clone();
    for (int i = 1; i < cumulative.length; i++) {
      cumulative[i] += cumulative[i - 1];
    }
    int last = cumulative.length - 1;
    double rank = q * cumulative[last];
    int b = 0;
    while (b < last && cumulative[b] < rank) {
      b++;
    }
    if (b == last) {
      return BOUNDS[last - 1];
    }
    double start = b == 0 ? 0 : BOUNDS[b - 1];
    double before = b == 0 ? 0 : cumulative[b - 1];
    return start + (BOUNDS[b] - start) * ((rank - before) / (cumulative[b] - before));
  }
}
