package io.forebay.admin.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are shown, and in which order. What a query has beside is not kept.
 *
 * @param text part of a name or an address; empty for any
 * @param state a word of {@link Standing} or {@link #NOT_UP}; empty for any
 * @param backend empty for any
 * @param sort null for the order of the configuration
 * @param refreshing whether a browser without scripts is to ask again and again
 */
record View(
    String text,
    String state,
    String backend,
    @Nullable Column sort,
    boolean descending,
    boolean refreshing) {

  static final String TEXT = "q";
  static final String STATE = "state";
  static final String BACKEND = "backend";
  static final String SORT = "sort";
  static final String ORDER = "order";
  static final String REFRESH = "refresh";

  /** Everything that is not {@link Standing#UP}. */
  static final String NOT_UP = "not_up";

  private static final String DESCENDING = "desc";
  private static final String OFF = "off";
  private static final int MAX_TEXT = 100;

  /** What cannot be read is left out: it is a page, and old links must not break. */
  static View of(Map<String, String> query) {
    return new View(
        part(query, TEXT),
        part(query, STATE),
        part(query, BACKEND),
        Column.of(part(query, SORT)),
        part(query, ORDER).equals(DESCENDING),
        !part(query, REFRESH).equals(OFF));
  }

  private static String part(Map<String, String> query, String name) {
    String value = query.getOrDefault(name, "").strip();
    return value.substring(0, Math.min(value.length(), MAX_TEXT));
  }

  boolean isFiltered() {
    return !text.isEmpty() || !state.isEmpty() || !backend.isEmpty();
  }

  /** What a click on the head of {@code column} leads to: the other way round the second time. */
  View sortedBy(Column column) {
    boolean again = sort == column;
    boolean down = again ? !descending : column.largestFirst();
    return new View(text, state, backend, column, down, refreshing);
  }

  View refreshing(boolean on) {
    return new View(text, state, backend, sort, descending, on);
  }

  View all() {
    return new View("", "", "", sort, descending, refreshing);
  }

  /** Parameters of a query for the same view. */
  Map<String, String> parameters() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(TEXT, text);
    all.put(STATE, state);
    all.put(BACKEND, backend);
    all.put(SORT, sort == null ? "" : sort.word());
    all.put(ORDER, sort != null && descending ? DESCENDING : "");
    all.put(REFRESH, refreshing ? "" : OFF);
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** A reference to the same view, relative to the page. */
  String link() {
    return "?" + encoded(parameters());
  }

  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
