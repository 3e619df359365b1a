package io.forebay.daemon.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under titles, in columns that are as wide as they need to be. */
public final class Table {

  private static final int GAP = 2;

  private final List<String> titles;
  private final boolean[] isNumeric;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param titles those that begin with {@code >} are of columns of numbers, which end flush
   */
  public Table(String... titles) {
    this.titles = new ArrayList<>();
    this.isNumeric = new boolean[titles.length];
    for (int i = 0; i < titles.length; i++) {
      isNumeric[i] = titles[i].startsWith(">");
      this.titles.add(isNumeric[i] ? titles[i].substring(1) : titles[i]);
    }
  }

  /** Adds a row; what its cells hold is made safe. */
  public Table row(List<String> cells) {
    if (cells.size() != titles.size()) {
      throw new IllegalArgumentException(
          "cells: " + cells.size() + " (expected: " + titles.size() + ")");
    }
    rows.add(cells.stream().map(TerminalText::safe).toList());
    return this;
  }

  /** Adds a row. */
  public Table row(String... cells) {
    return row(List.of(cells));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The titles and the rows, without blanks at their ends. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(titles);
    all.addAll(rows);
    int[] widths = new int[titles.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String blanks = " ".repeat(widths[i] - width(cell));
      line.append(isNumeric[i] ? blanks + cell : cell + blanks).append(" ".repeat(GAP));
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
