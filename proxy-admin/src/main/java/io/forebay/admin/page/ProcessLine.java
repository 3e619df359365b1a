package io.forebay.admin.page;

import io.forebay.observe.Reloads;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** One line about the process: which, since when, by which configuration. */
final class ProcessLine {

  static final String ID = "process";

  private static final int HASH_LETTERS = 8;

  private ProcessLine() {}

  static Row of(Picture picture) {
    Instant now = picture.statistics().at();
    HtmlWriter out = new HtmlWriter();
    boolean ready = picture.notReady() == null;
    out.element("span", "badge", ready ? "ready" : "not ready");
    out.text(" ");
    if (picture.node() != null) {
      out.element("b", picture.node()).text(" \u00b7 ");
    }
    out.text("version " + picture.about().version() + " \u00b7 up ");
    out.text(since(picture.about().started(), now)).text(" \u00b7 ");
    configuration(out, picture, now);
    out.text(" \u00b7 ")
        .open("time")
        .attribute("datetime", now.truncatedTo(ChronoUnit.SECONDS) + "");
    out.text(Times.time(now) + " UTC").close("time");
    return Row.region(ID, ready ? "good" : "bad", out.html());
  }

  private static void configuration(HtmlWriter out, Picture picture, Instant now) {
    Reloads.State reloads = picture.reloads();
    String hash = reloads.configHash();
    out.open("span");
    if (picture.source() != null) {
      out.attribute("title", picture.source());
    }
    out.text("configuration " + hash.substring(0, Math.min(hash.length(), HASH_LETTERS)));
    out.text(" loaded " + since(reloads.lastSuccess(), now) + " ago");
    if (reloads.failed() > 0 && !reloads.isLastSuccessful()) {
      out.text(", the last reload failed");
    }
    out.close("span");
  }

  private static String since(Instant then, Instant now) {
    return Quantities.span(Math.max(0, Duration.between(then, now).toSeconds()));
  }
}
