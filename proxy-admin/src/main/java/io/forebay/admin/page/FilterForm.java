package io.forebay.admin.page;

import io.forebay.admin.stats.BackendStatistics;
import java.util.LinkedHashMap;
import java.util.Map;

/** Chooses which servers are shown. Sends a query, which a script does without being told to. */
final class FilterForm {

  private final HtmlWriter out;
  private final Picture picture;
  private final View view;
  private final int shown;

  FilterForm(HtmlWriter out, Picture picture, View view, int shown) {
    this.out = out;
    this.picture = picture;
    this.view = view;
    this.shown = shown;
  }

  void write() {
    out.open("form").attribute("id", "filter").attribute("role", "search");
    out.open("label").text("Find ").open("input").attribute("type", "search");
    out.attribute("name", View.TEXT).attribute("value", view.text());
    out.attribute("placeholder", "name or address").close("label");
    choice("State", View.STATE, view.state(), states());
    choice("Backend", View.BACKEND, view.backend(), backends());
    kept(View.SORT);
    kept(View.ORDER);
    out.open("button").text("Show").close("button");
    out.open("output").text(count()).close("output");
    if (view.isFiltered() || view.sort() != null) {
      View plain = View.of(Map.of()).refreshing(view.refreshing());
      out.open("a").attribute("href", plain.link()).flag("data-visit", true);
      out.text("Show all").close("a");
    }
    out.close("form");
  }

  private String count() {
    int all = picture.backends().stream().mapToInt(it -> it.servers().size()).sum();
    return shown == all ? all + " servers" : shown + " of " + all + " servers";
  }

  private void choice(String title, String name, String chosen, Map<String, String> choices) {
    out.open("label").text(title + " ").open("select").attribute("name", name);
    choices.forEach(
        (value, text) -> {
          out.open("option").attribute("value", value).flag("selected", value.equals(chosen));
          out.text(text).close("option");
        });
    out.close("select").close("label");
  }

  private static Map<String, String> states() {
    Map<String, String> states = new LinkedHashMap<>();
    states.put("", "any");
    states.put(View.NOT_UP, "not up");
    for (Standing it : Standing.values()) {
      states.put(it.word(), it.word());
    }
    return states;
  }

  private Map<String, String> backends() {
    Map<String, String> backends = new LinkedHashMap<>();
    backends.put("", "any");
    for (BackendStatistics it : picture.backends()) {
      backends.put(it.name(), it.name());
    }
    return backends;
  }

  private void kept(String name) {
    String value = view.parameters().get(name);
    if (value != null) {
      out.open("input").attribute("type", "hidden").attribute("name", name);
      out.attribute("value", value);
    }
  }
}
