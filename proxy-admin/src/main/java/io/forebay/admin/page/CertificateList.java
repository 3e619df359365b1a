package io.forebay.admin.page;

import io.forebay.net.CertificateInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Certificates that somebody should see to: those that end soon, and those that cannot be used. */
final class CertificateList {

  static final String ID = "certificates";

  private CertificateList() {}

  static Row of(Picture picture) {
    Instant now = picture.statistics().at();
    List<CertificateInfo> due =
        picture.certificates().stream().filter(it -> isDue(it, now)).toList();
    HtmlWriter out = new HtmlWriter();
    if (!due.isEmpty()) {
      out.element("h2", "Certificates").open("ul");
      due.forEach(it -> write(out, it, now));
      out.close("ul");
    }
    return Row.region(ID, due.isEmpty() ? "none" : "warn", out.html());
  }

  private static boolean isDue(CertificateInfo it, Instant now) {
    Instant end = it.notAfter();
    return it.problem() != null
        || (end != null && end.isBefore(now.plus(Problems.CERTIFICATE_WARNING)));
  }

  private static void write(HtmlWriter out, CertificateInfo it, Instant now) {
    out.open("li").element("b", it.names().isEmpty() ? "?" : String.join(", ", it.names()));
    out.text(" ").element("small", it.listener() + ", " + it.file()).text(" ");
    Instant end = it.notAfter();
    if (end != null) {
      long left = Duration.between(now, end).toSeconds();
      out.text(left < 0 ? "expired on " : "expires in " + Quantities.span(left) + ", on ");
      out.text(Times.date(end));
    }
    if (it.problem() != null) {
      out.text("; what the file holds now is not used: " + it.problem());
    }
    out.close("li");
  }
}
