package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ErrorPagesConfig;
import io.forebay.http.ProxyError;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorPageCompilerTest {

  @Test
  void statusesOfErrors_areThoseThatMayHaveAPage() {
    Set<Integer> given =
        Arrays.stream(ProxyError.values())
            .map(ProxyError::status)
            .filter(it -> it > 0)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> allowed = new TreeSet<>(ErrorPagesConfig.STATUSES);

    assertThat(given).isEqualTo(allowed);
  }
}
