package io.forebay.util;

/**
 * How text that anybody may have sent is written, so that it stays within its place. Stateless; any
 * thread.
 */
public enum TextEscape {
  /** As nginx logs: quotes, backslashes and whatever is not printable ASCII as {@code \x1F}. */
  LOG {
    @Override
    public void put(ByteText out, byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        int b = bytes[i] & 0xff;
        if (b < 0x20 || b >= 0x7f || b == '"' || b == '\\') {
          out.put('\\');
          out.put('x');
          putHex(out, b);
        } else {
          out.put(b);
        }
      }
    }
  },

  /** Inside a JSON string: bytes that are not UTF-8 are taken for ISO 8859-1. */
  JSON {
    @Override
    public void put(ByteText out, byte[] bytes, int from, int to) {
      int i = from;
      while (i < to) {
        int b = bytes[i] & 0xff;
        int size = b < 0x80 ? 1 : utf8Size(bytes, i, to);
        if (size > 1) {
          out.put(bytes, i, i + size);
        } else if (b < 0x20 || b >= 0x7f) {
          out.put(UNICODE);
          putHex(out, b);
        } else {
          if (b == '"' || b == '\\') {
            out.put('\\');
          }
          out.put(b);
        }
        i += Math.max(size, 1);
      }
    }
  },

  /** The value of a header field: a space for each control character (RFC 9110 section 5.5). */
  FIELD {
    @Override
    public void put(ByteText out, byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        int b = bytes[i] & 0xff;
        out.put(b < 0x20 || b == 0x7f ? ' ' : b);
      }
    }
  },

  /** Text or a quoted attribute of HTML, as {@link #FIELD} and with references for its signs. */
  HTML {
    @Override
    public void put(ByteText out, byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        int b = bytes[i] & 0xff;
        if (b == '<' || b == '>' || b == '&' || b == '"' || b == '\'') {
          out.put(REFERENCE);
          out.putNumber(b, 2);
          out.put(';');
        } else {
          out.put(b < 0x20 || b == 0x7f ? ' ' : b);
        }
      }
    }
  },

  /** Part of a URI: what cannot stand in one as {@code %1F}; nothing else is encoded. */
  URI {
    @Override
    public void put(ByteText out, byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        int b = bytes[i] & 0xff;
        if (b <= 0x20 || b >= 0x7f || b == '"' || b == '<' || b == '>' || b == '\\') {
          out.put('%');
          putHex(out, b);
        } else {
          out.put(b);
        }
      }
    }
  };

  private static final byte[] UNICODE = Ascii.bytes("\\u00");
  private static final byte[] REFERENCE = Ascii.bytes("&#");

  /** Adds the bytes from {@code from} to {@code to}. */
  public abstract void put(ByteText out, byte[] bytes, int from, int to);

  private static void putHex(ByteText out, int b) {
    out.put("0123456789ABCDEF".charAt(b >> 4));
    out.put("0123456789ABCDEF".charAt(b & 15));
  }

  /** Length of the character of several bytes that begins here (RFC 3629), or 0. */
  private static int utf8Size(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || to - at < size) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xff;
    boolean tooLongOrNone =
        (first == 0xe0 && second < 0xa0)
            || (first == 0xed && second >= 0xa0)
            || (first == 0xf0 && second < 0x90)
            || (first == 0xf4 && second >= 0x90);
    return tooLongOrNone ? 0 : size;
  }
}
