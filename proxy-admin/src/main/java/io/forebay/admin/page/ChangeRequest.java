package io.forebay.admin.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What somebody wants to do with some servers.
 *
 * @param references as {@link ShownServer#reference()} has them; of servers that may not be there
 * @param weight as it was typed; empty for none
 * @param back a query for the view that was left
 */
record ChangeRequest(Action action, List<String> references, String weight, View back) {

  /** The field that says what to do with the servers that are chosen. */
  static final String ACTION = "action";

  /** The field with the weight. */
  static final String WEIGHT = "value";

  /** The field with the view that was left. */
  static final String BACK = "back";

  ChangeRequest {
    references = List.copyOf(references);
  }

  /**
   * Reads the fields of a form: {@code action} for the servers that are chosen, or the word of an
   * action with the name of one server.
   *
   * @throws PageException if it says nothing to do, or nothing to do it with
   */
  static ChangeRequest of(Map<String, String> fields) {
    String weight = fields.getOrDefault(WEIGHT, "").strip();
    View back = View.of(Forms.fields(fields.getOrDefault(BACK, "")));
    for (Action action : Action.values()) {
      String one = fields.get(action.word());
      if (one != null) {
        return new ChangeRequest(action, List.of(one), weight, back);
      }
    }
    Action action = Action.of(fields.get(ACTION));
    if (action == null) {
      String text = "action: " + fields.get(ACTION) + " (expected: ready, drain, maint or weight)";
      throw new PageException(400, text);
    }
    List<String> chosen = new ArrayList<>();
    for (String name : fields.keySet()) {
      if (name.startsWith(ServerTable.CHOSEN)) {
        chosen.add(name.substring(ServerTable.CHOSEN.length()));
      }
    }
    if (chosen.isEmpty()) {
      throw new PageException(400, "No server is selected: tick some first.");
    }
    return new ChangeRequest(action, chosen, weight, back);
  }
}
