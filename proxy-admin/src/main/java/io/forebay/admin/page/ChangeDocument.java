package io.forebay.admin.page;

import io.forebay.admin.auth.CsrfToken;
import io.forebay.admin.resource.AdminResponse;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks whether a change is meant, and says what comes of it. */
final class ChangeDocument {

  private static final String ID = "change";

  private final Document document;
  private final HtmlWriter out;
  private final PageContext context;
  private final ChangeRequest request;
  private final List<ChosenServer> servers;

  ChangeDocument(
      Assets assets, PageContext context, ChangeRequest request, List<ChosenServer> servers) {
    this.document = new Document(assets, context, 4096);
    this.out = document.out();
    this.context = context;
    this.request = request;
    this.servers = servers;
  }

  /**
   * Writes it.
   *
   * @param problem why what was sent before cannot be done; null for nothing
   */
  AdminResponse write(String token, @Nullable String problem) {
    document.begin(title(), "");
    out.open("main", ID).open("form").attribute("id", ID).attribute("method", "post");
    out.attribute("action", context.link(ID)).attribute("aria-labelledby", "change-title");
    out.open("h2").attribute("id", "change-title").text(title()).close("h2");
    out.element("p", meaning());
    warnings();
    if (problem != null) {
      out.open("p", "bad").attribute("role", "alert").text(problem).close("p");
    }
    chosen();
    if (request.action() == Action.WEIGHT) {
      weight();
    }
    hidden(CsrfToken.FIELD, token);
    hidden(ChangeRequest.ACTION, request.action().word());
    hidden(ChangeRequest.BACK, View.encoded(request.back().parameters()));
    out.open("p", "buttons").open("button", "primary").attribute("id", "confirm");
    out.text(button()).close("button").text(" ");
    out.open("a")
        .attribute("id", "cancel")
        .attribute("href", context.path() + request.back().link());
    out.text("Cancel").close("a").close("p").close("form").close("main");
    return document.end(problem == null ? 200 : 422);
  }

  private String what() {
    return servers.size() == 1 ? servers.get(0).reference() : servers.size() + " servers";
  }

  private String title() {
    return switch (request.action()) {
      case READY -> "Give " + what() + " requests again?";
      case DRAIN -> "Drain " + what() + "?";
      case MAINT -> "Take " + what() + " out for maintenance?";
      case WEIGHT -> "Change the weight of " + what();
    };
  }

  private String button() {
    return switch (request.action()) {
      case READY -> "Make ready";
      case DRAIN -> "Drain";
      case MAINT -> "Take out";
      case WEIGHT -> "Set weight";
    };
  }

  private String meaning() {
    return switch (request.action()) {
      case READY -> "Requests are sent there again, as long as it is up.";
      case DRAIN ->
          "New requests go elsewhere, but for those of clients that stick to it. What is in flight"
              + " goes on for the drain time.";
      case MAINT -> "New requests go elsewhere. What is in flight goes on for the drain time.";
      case WEIGHT -> "A higher weight gets a larger share; 0 gets no new requests.";
    };
  }

  private void warnings() {
    if (request.action() != Action.DRAIN && request.action() != Action.MAINT) {
      return;
    }
    servers.stream()
        .filter(it -> it.isLastOf(servers))
        .map(it -> it.backend().name())
        .distinct()
        .forEach(
            name ->
                out.open("p", "warn")
                    .attribute("role", "alert")
                    .element("strong", "Careful: ")
                    .text(
                        name
                            + " has no other server that can be used: requests for it will fail or wait.")
                    .close("p"));
  }

  private void chosen() {
    out.open("ul");
    for (ChosenServer it : servers) {
      out.open("li").element("b", it.reference()).text(": now " + now(it));
      hidden(ServerTable.CHOSEN + it.reference(), "1");
      out.close("li");
    }
    out.close("ul");
  }

  private static String now(ChosenServer it) {
    return "%s, %s, weight %d, %d in flight"
        .formatted(
            it.server().adminState().name().toLowerCase(Locale.ROOT),
            it.server().stateText(),
            it.weighted().effectiveWeight(),
            it.server().inFlight());
  }

  private void weight() {
    String shown =
        request.weight().isEmpty()
            ? String.valueOf(servers.get(0).weighted().effectiveWeight())
            : request.weight();
    out.open("p")
        .open("label")
        .text("Weight ")
        .open("input")
        .attribute("name", ChangeRequest.WEIGHT);
    out.attribute("id", "weight").attribute("value", shown).attribute("size", 6);
    out.attribute("autocomplete", "off").flag("required", true).flag("autofocus", true);
    out.text(" 0 to 256, or a percentage of the configured one such as 50%").close("label");
    out.close("p");
  }

  private void hidden(String name, String value) {
    out.open("input").attribute("type", "hidden").attribute("name", name);
    out.attribute("value", value);
  }
}
