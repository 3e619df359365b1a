package io.forebay.filter;

/**
 * The value of {@code traceparent}: {@code 00-TRACE-PARENT-FLAGS}, in lower case hexadecimal digits
 * (section 3.2 of W3C's Trace Context). Stateless.
 */
final class TraceParent {

  /** Where the number of the trace begins. */
  static final int TRACE = 3;

  /** How many digits it has. */
  static final int DIGITS = 32;

  /** How many digits the number of the parent has. */
  static final int PARENT_DIGITS = 16;

  private static final int PARENT = TRACE + DIGITS + 1;
  private static final int FLAGS = PARENT + PARENT_DIGITS + 1;
  private static final int LENGTH = FLAGS + 2;

  private TraceParent() {}

  /** Whether it is one; of later versions than ours what is behind the flags may be anything. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int length = to - from;
    return length >= LENGTH
        && isHex(bytes, from, 2)
        && !(bytes[from] == 'f' && bytes[from + 1] == 'f')
        && (length == LENGTH || !isOurs(bytes, from) && bytes[from + LENGTH] == '-')
        && bytes[from + TRACE - 1] == '-'
        && isNumber(bytes, from + TRACE, DIGITS)
        && bytes[from + PARENT - 1] == '-'
        && isNumber(bytes, from + PARENT, PARENT_DIGITS)
        && bytes[from + FLAGS - 1] == '-'
        && isHex(bytes, from + FLAGS, 2);
  }

  private static boolean isOurs(byte[] bytes, int from) {
    return bytes[from] == '0' && bytes[from + 1] == '0';
  }

  /** Digits that are not all zeros. */
  private static boolean isNumber(byte[] bytes, int from, int count) {
    if (!isHex(bytes, from, count)) {
      return false;
    }
    for (int i = from; i < from + count; i++) {
      if (bytes[i] != '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isHex(byte[] bytes, int from, int count) {
    for (int i = from; i < from + count; i++) {
      boolean digit = bytes[i] >= '0' && bytes[i] <= '9' || bytes[i] >= 'a' && bytes[i] <= 'f';
      if (!digit) {
        return false;
      }
    }
    return true;
  }

  /** One of version 00; {@code flags} is the second digit of them. */
  static byte[] of(byte[] trace, byte[] parent, byte flags) {
    byte[] value = new byte[LENGTH];
    value[0] = '0';
    value[1] = '0';
    value[TRACE - 1] = '-';
    System.arraycopy(trace, 0, value, TRACE, DIGITS);
    value[PARENT - 1] = '-';
    System.arraycopy(parent, 0, value, PARENT, PARENT_DIGITS);
    value[FLAGS - 1] = '-';
    value[FLAGS] = '0';
    value[FLAGS + 1] = flags;
    return value;
  }
}
