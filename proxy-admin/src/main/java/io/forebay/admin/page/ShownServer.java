package io.forebay.admin.page;

import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.ServerStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A server with the backend that it belongs to. */
record ShownServer(BackendStatistics backend, ServerStatistics server) {

  /** Those that {@code view} shows, in its order. */
  static List<ShownServer> of(Picture picture, View view) {
    List<ShownServer> shown = new ArrayList<>();
    for (BackendStatistics backend : picture.backends()) {
      for (ServerStatistics server : backend.servers()) {
        ShownServer each = new ShownServer(backend, server);
        if (each.isIn(view)) {
          shown.add(each);
        }
      }
    }
    Column sort = view.sort();
    if (sort != null) {
      Comparator<ShownServer> order = sort.order();
      shown.sort(view.descending() ? order.reversed() : order);
    }
    return shown;
  }

  /** What it is called in queries and forms; no backend has a slash in its name. */
  String reference() {
    return backend.name() + "/" + server.name();
  }

  private boolean isIn(View view) {
    String state = view.state();
    Standing now = Standing.of(server);
    return (view.backend().isEmpty() || view.backend().equals(backend.name()))
        && (state.isEmpty()
            || state.equals(now.word())
            || (state.equals(View.NOT_UP) && now != Standing.UP))
        && (view.text().isEmpty() || contains(view.text().toLowerCase(Locale.ROOT)));
  }

  private boolean contains(String text) {
    return reference().toLowerCase(Locale.ROOT).contains(text)
        || server.address().toLowerCase(Locale.ROOT).contains(text);
  }
}
