package io.forebay.exchange;

import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpStatus;
import io.forebay.util.Ascii;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The forms in which the proxy says why it answers with an error, one of which the request's Accept
 * chooses (RFC 9110 section 12.5.1). Nothing of the request is repeated in any of them.
 *
 * <p>Ranges of the same quality go by how exactly they name the form, then by their order. A client
 * without a wish gets the first form that there is, and so does one that accepts none of them.
 */
enum ErrorBody {
  TEXT("text/plain", "text/plain; charset=utf-8", "%1$d %2$s: %3$s\n"),
  HTML(
      "text/html",
      "text/html; charset=utf-8",
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%1$d %2$s</title>"
          + "</head>\n<body><h1>%1$d %2$s</h1><p>%3$s</p></body></html>\n"),
  PROBLEM("application/problem+json", "application/problem+json", problem()),
  JSON("application/json", "application/problem+json", problem());

  private static final byte[] ACCEPT = Ascii.bytes("accept");

  /** All forms: the proxy has its own words in each. */
  static final Set<ErrorBody> ALL = Collections.unmodifiableSet(EnumSet.allOf(ErrorBody.class));

  private final String type;
  private final String contentType;
  private final HeaderBlock fields;
  private final String form;

  ErrorBody(String type, String contentType, String form) {
    this.type = type;
    this.contentType = contentType;
    this.form = form;
    this.fields = chosen(contentType);
  }

  /** RFC 9457. */
  private static String problem() {
    return "{\"type\":\"about:blank\",\"title\":\"%2$s\",\"status\":%1$d,\"detail\":\"%3$s\"}\n";
  }

  /** Tells caches that another Accept gets another body. */
  static HeaderBlock chosen(String contentType) {
    return HeaderBlock.builder().add("Content-Type", contentType).add("Vary", "Accept").build();
  }

  /**
   * The form that the sender of {@code request} likes best.
   *
   * @param offered at least one, in the order of declaration
   */
  static ErrorBody of(HttpHead request, Set<ErrorBody> offered) {
    String[] ranges = ranges(request);
    ErrorBody best = offered.iterator().next();
    int bestRank = 0;
    for (ErrorBody body : offered) {
      int rank = body.rank(ranges);
      if (rank > bestRank) {
        best = body;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Of all lines, which are one list (RFC 9110 section 5.3). */
  private static String[] ranges(HttpHead request) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < request.count(); i++) {
      if (!request.isRemoved(i) && request.isNamed(i, ACCEPT)) {
        list.append(request.valueText(i)).append(',');
      }
    }
    return list.toString().toLowerCase(Locale.ROOT).split(",", 32);
  }

  /** Quality first, then exactness, then order; 0 if it is not acceptable. */
  private int rank(String[] ranges) {
    int exactness = 0;
    int rank = 0;
    for (int i = 0; i < ranges.length; i++) {
      String[] parts = ranges[i].split(";");
      int exact = parts.length == 0 ? 0 : exactness(parts[0].strip());
      if (exact > exactness) {
        exactness = exact;
        int quality = quality(parts);
        rank = quality == 0 ? 0 : quality * 1000 + exact * 100 + 99 - Math.min(i, 99);
      }
    }
    return rank;
  }

  private int exactness(String range) {
    if (range.equals(type)) {
      return 3;
    }
    if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  /** In thousandths; a weight that is none counts as 0. */
  private static int quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        String weight = parameter.substring(2).strip();
        boolean valid = weight.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");
        return valid ? (int) Math.round(Double.parseDouble(weight) * 1000) : 0;
      }
    }
    return 1000;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The proxy's own words.
   *
   * @param reason a sentence without its full stop
   */
  ErrorReply reply(int status, String reason) {
    String text = form.formatted(status, HttpStatus.reason(status), reason);
    return new ErrorReply(status, fields, Ascii.bytes(text));
  }
}
