package io.forebay.http;

import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Header lines in wire form, made once and added to many heads by one copy. Immutable; any thread.
 */
public final class HeaderBlock {

  /** No line at all. */
  public static final HeaderBlock EMPTY = builder().build();

  private final byte[] bytes;
  private final int[] lineStart;
  private final int[] nameEnd;
  private final int[] valueEnd;
  private final HeaderId[] ids;

  private HeaderBlock(List<String> names, List<String> values) {
    int count = names.size();
    lineStart = new int[count];
    nameEnd = new int[count];
    valueEnd = new int[count];
    ids = new HeaderId[count];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      byte[] name = Ascii.bytes(names.get(i));
      ids[i] = HeaderId.of(name, 0, name.length);
      lineStart[i] = text.length();
      text.append(names.get(i));
      nameEnd[i] = text.length();
      text.append(": ").append(values.get(i));
      valueEnd[i] = text.length();
      text.append("\r\n");
    }
    bytes = Ascii.bytes(text.toString());
  }

  /** Starts an empty block. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether there is no line in it. */
  public boolean isEmpty() {
    return ids.length == 0;
  }

  /** Whether a line of it has this id. */
  public boolean has(HeaderId id) {
    return Arrays.asList(ids).contains(id);
  }

  /** The value of the first line of this name, in the case it was written in; null for none. */
  public @Nullable String value(String name) {
    for (int i = 0; i < ids.length; i++) {
      if (Ascii.text(bytes, lineStart[i], nameEnd[i]).equals(name)) {
        return Ascii.text(bytes, nameEnd[i] + 2, valueEnd[i]);
      }
    }
    return null;
  }

  /** Takes one line of a block. */
  @FunctionalInterface
  public interface LineConsumer {
    void accept(HeaderId id, String name, String value);
  }

  /** Passes every line to {@code consumer}. */
  public void forEach(LineConsumer consumer) {
    for (int i = 0; i < ids.length; i++) {
      consumer.accept(
          ids[i],
          Ascii.text(bytes, lineStart[i], nameEnd[i]),
          Ascii.text(bytes, nameEnd[i] + 2, valueEnd[i]));
    }
  }

  int length() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  int count() {
    return ids.length;
  }

  int lineStart(int line) {
    return lineStart[line];
  }

  int nameEnd(int line) {
    return nameEnd[line];
  }

  int valueEnd(int line) {
    return valueEnd[line];
  }

  HeaderId id(int line) {
    return ids[line];
  }

  /** Collects the lines of a block. Names and values must be valid: nothing is checked here. */
  public static final class Builder {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private Builder() {}

    /** Adds one line. */
    public Builder add(String name, String value) {
      names.add(name);
      values.add(value);
      return this;
    }

    /** The block of all lines added. */
    public HeaderBlock build() {
      return new HeaderBlock(names, values);
    }
  }
}
