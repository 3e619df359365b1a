package io.forebay.admin.page;

import java.time.Duration;

/**
 * For whom a page is made, and where.
 *
 * @param path of the page
 * @param refresh how often browsers without scripts ask again; zero for never
 * @param writer whether the caller may change servers here
 * @param caller the name
 */
record PageContext(String path, Duration refresh, boolean writer, String caller) {

  /** A path under that of the page. */
  String link(String name) {
    return below(path) + name;
  }

  /** What paths under {@code path} begin with. */
  static String below(String path) {
    return path.endsWith("/") ? path : path + "/";
  }
}
