package io.forebay.admin.page;

import java.util.List;

/**
 * A part of the page that is kept live: a row of a table, or any element with one cell.
 *
 * @param id of the element
 * @param head the cell that says what it is; changes only with the structure of the page
 * @param state a word for its style
 * @param admin what operators want of it; empty where that has no sense
 * @param cells the others
 */
record Row(String id, Html head, String state, String admin, List<Html> cells) {

  Row {
    cells = List.copyOf(cells);
  }

  /** An element that is no row. */
  static Row region(String id, String state, Html content) {
    return new Row(id, Html.NONE, state, "", List.of(content));
  }

  /** What its element begins with. */
  HtmlWriter open(HtmlWriter out, String element) {
    out.open(element).attribute("id", id).attribute("data-state", state);
    return admin.isEmpty() ? out : out.attribute("data-admin", admin);
  }
}
