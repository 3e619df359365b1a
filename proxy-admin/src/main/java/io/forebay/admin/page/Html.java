package io.forebay.admin.page;

/**
 * Markup that may stand in a page as it is. Only {@link HtmlWriter} makes it.
 *
 * @param text whole elements and escaped text
 */
record Html(String text) {

  static final Html NONE = new Html("");
}
