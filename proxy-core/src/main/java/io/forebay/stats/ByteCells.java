package io.forebay.stats;

/**
 * Where the connections of one listener, or to one server, count their bytes on one event loop.
 *
 * @param cells the row
 * @param in the cell of what is read
 * @param out the cell of what is written
 */
public record ByteCells(Cells cells, int in, int out) {

  private static final int DIRECTIONS = 2;

  ByteCells(Cells cells, int id) {
    this(cells, inCell(id), outCell(id));
  }

  /** The cell of what was read of those that have {@code id}. */
  public static int inCell(int id) {
    return id * DIRECTIONS;
  }

  /** The cell of what was written to those that have {@code id}. */
  public static int outCell(int id) {
    return id * DIRECTIONS + 1;
  }
}
