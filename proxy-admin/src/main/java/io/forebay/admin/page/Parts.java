package io.forebay.admin.page;

import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.ListenerStatistics;
import io.forebay.admin.stats.ServerStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything of a page that is kept live, rendered once for all who look at it.
 *
 * @param picture what it shows
 * @param rows by their ids
 * @param headline the news in one line
 */
record Parts(Picture picture, Map<String, Row> rows, String headline) {

  static Parts of(Picture picture) {
    List<Problem> problems = Problems.of(picture);
    Verdict verdict = Verdict.of(picture, problems);
    Map<String, Row> rows = new LinkedHashMap<>();
    add(rows, verdict.row());
    add(rows, ProcessLine.of(picture));
    add(rows, Summary.of(picture));
    for (ListenerStatistics listener : picture.listeners()) {
      add(rows, ListenerRow.of(listener));
    }
    for (BackendStatistics backend : picture.backends()) {
      add(rows, BackendRow.of(backend, problems));
      for (ServerStatistics server : backend.servers()) {
        add(rows, ServerRow.of(new ShownServer(backend, server)));
      }
    }
    add(rows, EventList.of(picture));
    add(rows, CertificateList.of(picture));
    return new Parts(picture, rows, verdict.headline());
  }

  private static void add(Map<String, Row> rows, Row row) {
    rows.put(row.id(), row);
  }

  /** The row with an id that is there. */
  Row row(String id) {
    Row row = rows.get(id);
    if (row == null) {
      throw new IllegalArgumentException(id + " (expected: the id of a part)");
    }
    return row;
  }

  /** A number that changes when rows come, go or are named differently. */
  int structure() {
    int hash = 1;
    for (Row row : rows.values()) {
      hash = 31 * (31 * hash + row.id().hashCode()) + row.head().hashCode();
    }
    return hash;
  }
}
