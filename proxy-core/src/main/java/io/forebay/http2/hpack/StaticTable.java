package io.forebay.http2.hpack;

import io.forebay.http.HeaderId;
import io.forebay.util.Ascii;

/** The fields that every table begins with (RFC 7541 appendix A), numbered from 1. Immutable. */
final class StaticTable {

  static final int LENGTH = 61;

  static final int AUTHORITY = 1;
  static final int METHOD = 2;
  static final int METHOD_POST = 3;
  static final int PATH = 4;
  static final int SCHEME_HTTP = 6;
  static final int SCHEME_HTTPS = 7;
  static final int STATUS = 8;

  private static final String[] FIELDS = {
    ":authority", "",
    ":method", "GET",
    ":method", "POST",
    ":path", "/",
    ":path", "/index.html",
    ":scheme", "http",
    ":scheme", "https",
    ":status", "200",
    ":status", "204",
    ":status", "206",
    ":status", "304",
    ":status", "400",
    ":status", "404",
    ":status", "500",
    "accept-charset", "",
    "accept-encoding", "gzip, deflate",
    "accept-language", "",
    "accept-ranges", "",
    "accept", "",
    "access-control-allow-origin", "",
    "age", "",
    "allow", "",
    "authorization", "",
    "cache-control", "",
    "content-disposition", "",
    "content-encoding", "",
    "content-language", "",
    "content-length", "",
    "content-location", "",
    "content-range", "",
    "content-type", "",
    "cookie", "",
    "date", "",
    "etag", "",
    "expect", "",
    "expires", "",
    "from", "",
    "host", "",
    "if-match", "",
    "if-modified-since", "",
    "if-none-match", "",
    "if-range", "",
    "if-unmodified-since", "",
    "last-modified", "",
    "link", "",
    "location", "",
    "max-forwards", "",
    "proxy-authenticate", "",
    "proxy-authorization", "",
    "range", "",
    "referer", "",
    "refresh", "",
    "retry-after", "",
    "server", "",
    "set-cookie", "",
    "strict-transport-security", "",
    "transfer-encoding", "",
    "user-agent", "",
    "vary", "",
    "via", "",
    "www-authenticate", "",
  };

  /** Names and values of all, without anything between them. */
  static final byte[] BYTES = Ascii.bytes(String.join("", FIELDS));

  private static final int[] STARTS = new int[LENGTH + 2];
  private static final int[] NAME_ENDS = new int[LENGTH + 1];
  private static final HeaderId[] IDS = new HeaderId[LENGTH + 1];

  private static final int SLOTS = 256;
  private static final byte[] BY_NAME = new byte[SLOTS];

  static {
    for (int index = LENGTH; index > 0; index--) {
      STARTS[index] = length(2 * (index - 1));
      STARTS[index + 1] = length(2 * index);
      NAME_ENDS[index] = length(2 * index - 1);
      IDS[index] = HeaderId.of(BYTES, STARTS[index], NAME_ENDS[index]);
      place(index);
    }
  }

  private StaticTable() {}

  /** How long the first {@code texts} texts are together. */
  private static int length(int texts) {
    int sum = 0;
    for (int i = 0; i < texts; i++) {
      sum += FIELDS[i].length();
    }
    return sum;
  }

  /** Of several entries with one name the first stays. */
  private static void place(int index) {
    int slot = slot(BYTES, STARTS[index], NAME_ENDS[index]);
    int other = BY_NAME[slot];
    if (other != 0 && !isNamed(other, BYTES, STARTS[index], NAME_ENDS[index])) {
      throw new IllegalStateException(FIELDS[2 * index - 2] + ": shares a slot");
    }
    BY_NAME[slot] = (byte) index;
  }

  static int start(int index) {
    return STARTS[index];
  }

  static int nameEnd(int index) {
    return NAME_ENDS[index];
  }

  static int end(int index) {
    return STARTS[index + 1];
  }

  static HeaderId id(int index) {
    return IDS[index];
  }

  /** The first entry with this name, in any letter case, or 0. */
  static int indexOf(byte[] bytes, int from, int to) {
    if (from == to) {
      return 0;
    }
    int index = BY_NAME[slot(bytes, from, to)];
    return index != 0 && isNamed(index, bytes, from, to) ? index : 0;
  }

  private static boolean isNamed(int index, byte[] bytes, int from, int to) {
    int start = STARTS[index];
    if (NAME_ENDS[index] - start != to - from) {
      return false;
    }
    for (int i = 0; i < to - from; i++) {
      if (Ascii.toLower(bytes[from + i]) != BYTES[start + i]) {
        return false;
      }
    }
    return true;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int first = bytes[from] | 0x20;
    int middle = bytes[(from + to) >>> 1] | 0x20;
    int last = bytes[to - 1] | 0x20;
    return ((to - from) * 28 + first * 17 + middle * 43 + last * 61) & (SLOTS - 1);
  }
}
