package io.forebay.condition;

import io.forebay.config.FieldCondition;
import io.forebay.util.Ascii;
import java.util.Locale;

/** Conditions on header fields, on parameters of the query and on cookies. */
final class FieldConditions {
  private static final byte[] COOKIE = Ascii.bytes("cookie");

  private FieldConditions() {}

  /** On any line of this name, those included that belong to this connection alone. */
  static RequestCondition header(FieldCondition condition) {
    byte[] name = Ascii.bytes(condition.name().toLowerCase(Locale.ROOT));
    ValueTest test = new ValueTest(condition);
    return (client, head) -> {
      for (int line = 0; line < head.count(); line++) {
        if (head.isNamed(line, name) && test.accepts(head.valueText(line))) {
          return !test.wantsNone();
        }
      }
      return test.wantsNone();
    };
  }

  /** On any parameter of this name; percent-encoding and {@code +} are undone first. */
  static RequestCondition query(FieldCondition condition) {
    ValueTest test = new ValueTest(condition);
    return (client, head) -> {
      int from = head.pathEnd();
      int to = head.targetEnd();
      String query =
          from < to && head.bytes()[from] == '?' ? Ascii.text(head.bytes(), from + 1, to) : "";
      return contains(query, '&', condition.name(), test, true) != test.wantsNone();
    };
  }

  /** On any cookie of this name. */
  static RequestCondition cookie(FieldCondition condition) {
    ValueTest test = new ValueTest(condition);
    return (client, head) -> {
      for (int line = 0; line < head.count(); line++) {
        if (head.isNamed(line, COOKIE)
            && contains(head.valueText(line), ';', condition.name(), test, false)) {
          return !test.wantsNone();
        }
      }
      return test.wantsNone();
    };
  }

  private static boolean contains(
      String pairs, char separator, String name, ValueTest test, boolean encoded) {
    int from = 0;
    while (from < pairs.length()) {
      int end = pairs.indexOf(separator, from);
      end = end < 0 ? pairs.length() : end;
      String pair = encoded ? pairs.substring(from, end) : pairs.substring(from, end).strip();
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if ((encoded ? decode(key) : key).equals(name)
          && test.accepts(encoded ? decode(value) : value)) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? digit(text.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : digit(text.charAt(i + 2));
      if (low >= 0) {
        decoded.append((char) (high << 4 | low));
        i += 2;
      } else {
        decoded.append(c == '+' ? ' ' : c);
      }
    }
    return decoded.toString();
  }

  private static int digit(char c) {
    return Ascii.hexDigit((byte) c);
  }
}
