package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.ProxyError;
import io.forebay.http.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/metrics.md tells of every error that there is. */
class ErrorTableTest {
  private static final Path DOCUMENT = DaemonProcess.CHECKOUT.resolve("docs/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (`\\w+` \\| (?:\\d{3}|none) \\| (?:client|Forebay|server)) \\|");

  @Test
  void errors_areAllThere_withStatusAndCulprit() throws Exception {
    List<String> rows = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      rows.add(row.group(1));
    }
    List<String> errors = new ArrayList<>();
    for (ProxyError error : ProxyError.values()) {
      String status = error.status() == 0 ? "none" : Integer.toString(error.status());
      errors.add("`" + error.label() + "` | " + status + " | " + culprit(error.side()));
    }
    assertThat(rows).containsExactlyElementsOf(errors);
  }

  private static String culprit(Side side) {
    return switch (side) {
      case CLIENT -> "client";
      case SELF -> "Forebay";
      case UPSTREAM -> "server";
    };
  }
}
