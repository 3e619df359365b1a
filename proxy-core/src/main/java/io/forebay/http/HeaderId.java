package io.forebay.http;

import io.forebay.util.Ascii;

/**
 * The header fields that the proxy itself reads or writes; every other one is {@link #OTHER}.
 *
 * <p>Recognised once, while parsing, so that later look-ups compare numbers instead of names.
 */
public enum HeaderId {
  /** A field that the proxy only passes on. */
  OTHER(""),
  HOST("Host"),
  CONNECTION("Connection"),
  CONTENT_LENGTH("Content-Length"),
  TRANSFER_ENCODING("Transfer-Encoding"),
  KEEP_ALIVE("Keep-Alive"),
  PROXY_CONNECTION("Proxy-Connection"),
  UPGRADE("Upgrade"),
  TE("TE"),
  TRAILER("Trailer"),
  EXPECT("Expect"),
  HTTP2_SETTINGS("HTTP2-Settings"),
  IDEMPOTENCY_KEY("Idempotency-Key"),
  X_FORWARDED_FOR("X-Forwarded-For"),
  X_FORWARDED_PROTO("X-Forwarded-Proto"),
  X_FORWARDED_HOST("X-Forwarded-Host"),
  X_FORWARDED_PORT("X-Forwarded-Port"),
  X_FORWARDED_PREFIX("X-Forwarded-Prefix"),
  X_REAL_IP("X-Real-IP"),
  FORWARDED("Forwarded"),
  CONTENT_TYPE("Content-Type"),
  DATE("Date"),
  LOCATION("Location"),
  RETRY_AFTER("Retry-After"),
  ALLOW("Allow"),
  COOKIE("Cookie");

  private static final HeaderId[] ALL = values();
  private static final int TABLE_SIZE = 256;
  private static final HeaderId[] TABLE = new HeaderId[TABLE_SIZE];

  static {
    for (HeaderId id : ALL) {
      if (id != OTHER) {
        int slot = slot(id.lowerName, 0, id.lowerName.length);
        if (TABLE[slot] != null) {
          throw new IllegalStateException(id + " and " + TABLE[slot] + " share a slot");
        }
        TABLE[slot] = id;
      }
    }
  }

  private final byte[] name;
  private final byte[] lowerName;

  HeaderId(String name) {
    this.name = Ascii.bytes(name);
    this.lowerName = Ascii.bytes(name.toLowerCase(java.util.Locale.ROOT));
  }

  /** The id of the field name in {@code bytes} from {@code from} to {@code to}. */
  public static HeaderId of(byte[] bytes, int from, int to) {
    if (to <= from) {
      return OTHER;
    }
    HeaderId candidate = TABLE[slot(bytes, from, to)];
    return candidate != null && Ascii.equalsIgnoreCase(bytes, from, to, candidate.lowerName)
        ? candidate
        : OTHER;
  }

  /** The id with this ordinal, without the copy that {@code values()} makes. */
  static HeaderId at(int ordinal) {
    return ALL[ordinal];
  }

  /** The bit of this id in {@link HttpHead#seen()}. */
  public long bit() {
    return 1L << ordinal();
  }

  /** The name as the proxy writes it. Not to be modified. */
  public byte[] nameBytes() {
    return name;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int first = bytes[from] | 0x20;
    int lastButOne = bytes[Math.max(to - 2, from)] | 0x20;
    return ((to - from) * 1 + first * 1 + lastButOne * 7) & (TABLE_SIZE - 1);
  }
}
