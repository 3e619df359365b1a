package io.forebay.admin.page;

import io.forebay.admin.page.Problem.Severity;
import io.forebay.admin.stats.BackendStatistics;
import java.util.List;
import java.util.Objects;

/**
 * What an operator reads first: whether all is well, and if not, what is wrong and why.
 *
 * @param headline in one line
 * @param row the part of the page
 */
record Verdict(String headline, Row row) {

  static final String ID = "verdict";

  private static final int MOST_LISTED = 12;

  static Verdict of(Picture picture, List<Problem> problems) {
    Severity worst = problems.isEmpty() ? Severity.NOTE : problems.get(0).severity();
    String headline = headline(picture, problems);
    HtmlWriter out = new HtmlWriter();
    out.open("h2").open("span").attribute("aria-hidden", "true");
    out.text(worst == Severity.NOTE ? "\u2713" : worst == Severity.WARN ? "!" : "\u2715");
    out.close("span").text(" " + headline).close("h2");
    if (!problems.isEmpty()) {
      out.open("ul");
      problems.stream().limit(MOST_LISTED).forEach(it -> write(out, it));
      if (problems.size() > MOST_LISTED) {
        out.element("li", "and " + (problems.size() - MOST_LISTED) + " more");
      }
      out.close("ul");
    }
    String state = worst == Severity.NOTE ? "good" : worst.word();
    return new Verdict(headline, Row.region(ID, state, out.html()));
  }

  private static String headline(Picture picture, List<Problem> problems) {
    List<BackendStatistics> all = picture.backends();
    long servers = all.stream().mapToLong(BackendRow::firstChoice).sum();
    long usable = all.stream().mapToLong(BackendStatistics::usable).sum();
    List<Problem> grave = problems.stream().filter(it -> it.severity() != Severity.NOTE).toList();
    if (grave.isEmpty()) {
      return "All is well: "
          + plural(all.size(), "backend")
          + ", "
          + usable
          + " of "
          + plural(servers, "server")
          + " usable";
    }
    long unwell = grave.stream().map(Problem::backend).filter(Objects::nonNull).distinct().count();
    return unwell == 0
        ? "The backends are fine, but something else is not"
        : (all.size() - unwell)
            + " of "
            + plural(all.size(), "backend")
            + " fine, "
            + usable
            + " of "
            + plural(servers, "server")
            + " usable";
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static void write(HtmlWriter out, Problem problem) {
    out.open("li").attribute("data-severity", problem.severity().word());
    String target = problem.target();
    if (target == null) {
      out.text(problem.text());
    } else {
      out.open("a").attribute("href", "#" + target).text(problem.text()).close("a");
    }
    out.close("li");
  }
}
