package io.forebay.config.yaml;

import io.forebay.config.CipherSuite;
import java.util.List;
import java.util.stream.Collectors;

/** {@code ciphers}: the suites of TLS 1.2, by their names or OpenSSL's expressions. */
final class CiphersList {

  private static final String EXPECTED = "names of suites or an expression of OpenSSL";

  private CiphersList() {}

  /** Their OpenSSL names, the most wanted first; empty where the key is absent or wrong. */
  static List<String> read(MapReader map, String key) {
    Place list = map.at(key);
    if (list == null) {
      return List.of();
    }
    var expression = new CipherExpression();
    boolean whole = true;
    for (Place item : map.words(key)) {
      whole &= Scalars.convert(item, EXPECTED, expression::applied) != null;
    }
    List<String> names = expression.suites().stream().map(CipherSuite::toString).toList();
    if (whole && names.isEmpty()) {
      list.problem("nothing is left for TLS 1.2 (expected: some of " + all() + ")");
    } else {
      warn(list, expression);
    }
    return names;
  }

  private static String all() {
    return CipherSuite.DEFAULT.stream().map(CipherSuite::toString).collect(Collectors.joining(", "))
        + "; or HIGH for these and older ones";
  }

  private static void warn(Place list, CipherExpression expression) {
    if (!expression.absent().isEmpty()) {
      list.warn("left out, not in BoringSSL: " + String.join(", ", expression.absent()));
    }
    int named = expression.ofTls13().size();
    if (named > 0 && named < CipherSuite.TLS_1_3.size()) {
      list.warn(
          "all suites of TLS 1.3 are on, not only "
              + String.join(", ", expression.ofTls13())
              + ": they cannot be chosen");
    }
  }
}
