package io.forebay.filter;

import io.forebay.config.CompressionConfig;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;

/** A set of media types, some of them with {@code *} in place of the subtype. Immutable. */
final class MediaTypes {

  private final byte[][] exact;
  private final byte[][] prefixes;

  /** {@code types} in lower case, and text/html. */
  MediaTypes(List<String> types) {
    List<byte[]> whole = new ArrayList<>();
    List<byte[]> begun = new ArrayList<>();
    whole.add(Ascii.bytes(CompressionConfig.HTML));
    for (String type : types) {
      if (type.endsWith("*")) {
        begun.add(Ascii.bytes(type.substring(0, type.length() - 1)));
      } else {
        whole.add(Ascii.bytes(type));
      }
    }
    exact = whole.toArray(byte[][]::new);
    prefixes = begun.toArray(byte[][]::new);
  }

  /** Whether the type that lies in {@code bytes}, without parameters, is one of them. */
  boolean contain(byte[] bytes, int from, int to) {
    for (byte[] type : exact) {
      if (Ascii.equalsIgnoreCase(bytes, from, to, type)) {
        return true;
      }
    }
    for (byte[] prefix : prefixes) {
      int end = from + prefix.length;
      if (end <= to && Ascii.equalsIgnoreCase(bytes, from, end, prefix)) {
        return true;
      }
    }
    return false;
  }
}
