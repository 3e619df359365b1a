package io.forebay.admin.page;

import java.util.List;

/** What came of a change, for whoever asked for it. */
record Flash(List<Line> lines) {

  /**
   * One server's part of it.
   *
   * @param good whether it was done
   */
  record Line(boolean good, String text) {}

  Flash {
    lines = List.copyOf(lines);
  }
}
