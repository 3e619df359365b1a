package io.forebay.admin.resource;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code If-Match} and {@code If-None-Match} (RFC 9110 section 13.1). Any thread. */
final class Preconditions {

  private static final String ANY = "*";
  private static final String WEAK = "W/";
  private static final Pattern ITEM =
      Pattern.compile("\\G[ \t]*((?:W/)?\"[!#-~\\x80-\\xff]*\")[ \t]*(?:,|$)");

  private Preconditions() {}

  /** Whether the request makes a change depend on what is there. */
  static boolean hasIfMatch(AdminRequest request) {
    return request.headers().contains(HttpHeaderNames.IF_MATCH);
  }

  /**
   * Whether a change may be made where the ETag is {@code now}.
   *
   * @throws ApiException with 400 where that cannot be known
   */
  static boolean mayChange(AdminRequest request, String now) {
    return !hasIfMatch(request) || contains(request, HttpHeaderNames.IF_MATCH, now, true);
  }

  /** Fails like {@link #mayChange}, before anything else is done. */
  static void requireReadable(AdminRequest request) {
    contains(request, HttpHeaderNames.IF_MATCH, "", true);
    contains(request, HttpHeaderNames.IF_NONE_MATCH, "", false);
  }

  /** Whether the client has what has the ETag {@code now} already. */
  static boolean isKnown(AdminRequest request, String now) {
    return contains(request, HttpHeaderNames.IF_NONE_MATCH, now, false);
  }

  private static boolean contains(
      AdminRequest request, CharSequence field, String now, boolean strong) {
    List<String> lines = request.headers().getAll(field);
    if (lines.isEmpty()) {
      return false;
    }
    String value = String.join(", ", lines).trim();
    if (value.equals(ANY)) {
      return true;
    }
    boolean found = false;
    int end = 0;
    Matcher items = ITEM.matcher(value);
    while (items.find()) {
      String tag = items.group(1);
      String bare = !strong && tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
      found |= bare.equals(now);
      end = items.end();
    }
    if (end < value.length() || value.isEmpty()) {
      throw new ApiException(
          400, field + ": " + value + " (expected: * or ETags in quotes, such as \"0a1b\")");
    }
    return found;
  }
}
