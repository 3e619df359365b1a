package io.forebay.daemon.cli;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What somebody in front of {@code forebay top} wants to see, as his keys say. */
final class TopChoice {

  private SortKey sort;
  private String filter;
  private final Set<String> folded = new HashSet<>();
  private boolean isFilterTyped;
  private boolean isPaused;
  private boolean isOver;
  private int row;

  TopChoice(SortKey sort, String filter) {
    this.sort = sort;
    this.filter = filter;
  }

  /**
   * Takes a key as {@link io.forebay.daemon.cli.terminal.Screen#key} gives it.
   *
   * @param table what is shown, for what the cursor is on
   */
  void take(String key, TopTable table) {
    if (isFilterTyped) {
      takeTyped(key);
      return;
    }
    switch (key) {
      case "q", "end" -> isOver = true;
      case "s" -> sort = sort.next();
      case "/" -> isFilterTyped = true;
      case "escape" -> filter = "";
      case "p" -> isPaused = !isPaused;
      case "down", "j" -> row = Math.min(row + 1, Math.max(0, table.size() - 1));
      case "up", "k" -> row = Math.max(0, row - 1);
      case "enter", " " -> fold(table.backendAt(row));
      case "a" -> foldAll(table);
      default -> {
        // Means nothing.
      }
    }
  }

  private void takeTyped(String key) {
    switch (key) {
      case "enter" -> isFilterTyped = false;
      case "escape" -> {
        filter = "";
        isFilterTyped = false;
      }
      case "backspace" -> filter = filter.substring(0, Math.max(0, filter.length() - 1));
      case "end" -> isOver = true;
      default -> filter += key.length() == 1 ? key : "";
    }
  }

  private void fold(String backend) {
    if (!folded.remove(backend)) {
      folded.add(backend);
    }
  }

  private void foldAll(TopTable table) {
    if (!folded.isEmpty()) {
      folded.clear();
    } else {
      folded.addAll(table.backends());
    }
  }

  SortKey sort() {
    return sort;
  }

  boolean isFolded(String backend) {
    return folded.contains(backend);
  }

  /** Whether a row with this name is wanted. */
  boolean shows(String name) {
    return name.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
  }

  /** The row with the cursor, from 0; there may be fewer. */
  int row() {
    return row;
  }

  boolean isPaused() {
    return isPaused;
  }

  boolean isOver() {
    return isOver;
  }

  /** What keys do, and what they have done. */
  String footer() {
    if (isFilterTyped) {
      return "filter: " + filter + "_   enter: keep it   escape: drop it";
    }
    return "q quit  s sort: "
        + sort.label()
        + "  / filter"
        + (filter.isEmpty() ? "" : ": " + filter)
        + "  enter fold  a all  p "
        + (isPaused ? "go on" : "pause");
  }
}
