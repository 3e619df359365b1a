package io.forebay.http2.hpack;

import io.forebay.http.HeaderId;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header blocks of one connection (RFC 7541 section 3.2).
 *
 * <p>A block that is at fault leaves the table undefined: the connection cannot go on (RFC 9113
 * section 4.3, COMPRESSION_ERROR). Work and memory follow the length of the block, which the caller
 * bounds, whatever its fields expand to. Event loop only.
 */
public final class HpackDecoder {

  /** The most continuation bytes of a number: it fits 28 bits then. */
  private static final int MAX_NUMBER_SHIFT = 21;

  private static final int MAX_KEPT_BYTES = 4 * 1024;
  private static final byte[] NO_BYTES = {};

  private final int maxTableBytes;
  private final DynamicTable table;

  private byte[] nameScratch = NO_BYTES;
  private byte[] valueScratch = NO_BYTES;

  private byte[] block = NO_BYTES;
  private int at;
  private int to;

  private byte[] name = NO_BYTES;
  private int nameFrom;
  private int nameTo;
  private HeaderId nameId = HeaderId.OTHER;
  private int textFrom;
  private int textTo;

  /**
   * A decoder with an empty table.
   *
   * @param maxTableBytes what this end allows in SETTINGS_HEADER_TABLE_SIZE; 4096 where it says
   *     nothing
   */
  public HpackDecoder(int maxTableBytes) {
    this.maxTableBytes = maxTableBytes;
    this.table = new DynamicTable(maxTableBytes);
  }

  /**
   * Decodes one whole block and passes its fields to {@code sink} in their order. Returns false for
   * a COMPRESSION_ERROR; the fields before it were passed.
   */
  public boolean decode(byte[] bytes, int from, int to, FieldSink sink) {
    block = bytes;
    at = from;
    this.to = to;
    boolean sound = sizeUpdates();
    while (sound && at < to) {
      sound = field(sink);
    }
    release();
    return sound;
  }

  DynamicTable table() {
    return table;
  }

  private void release() {
    block = NO_BYTES;
    name = NO_BYTES;
    if (nameScratch.length > MAX_KEPT_BYTES) {
      nameScratch = NO_BYTES;
    }
    if (valueScratch.length > MAX_KEPT_BYTES) {
      valueScratch = NO_BYTES;
    }
  }

  /** They may stand at the beginning of a block only (RFC 7541 section 4.2). */
  private boolean sizeUpdates() {
    while (at < to && (block[at] & 0xe0) == 0x20) {
      int size = number(5);
      if (size < 0 || size > maxTableBytes) {
        return false;
      }
      table.maxBytes(size);
    }
    return true;
  }

  private boolean field(FieldSink sink) {
    int first = block[at];
    if ((first & 0x80) != 0) {
      return indexed(number(7), sink);
    }
    if ((first & 0x40) != 0) {
      return literal(6, true, sink);
    }
    // What is left is a size update, out of place, or a literal that is not to be remembered.
    return (first & 0x20) == 0 && literal(4, false, sink);
  }

  private boolean indexed(int index, FieldSink sink) {
    if (!nameAt(index)) {
      return false;
    }
    int end =
        index <= StaticTable.LENGTH
            ? StaticTable.end(index)
            : table.end(table.entry(index - StaticTable.LENGTH));
    sink.field(name, nameFrom, nameTo, name, nameTo, end, nameId);
    return true;
  }

  private boolean literal(int prefix, boolean remember, FieldSink sink) {
    int index = number(prefix);
    if (index == 0 ? !nameText() : !nameAt(index)) {
      return false;
    }
    byte[] value = text(false);
    if (value == null) {
      return false;
    }
    sink.field(name, nameFrom, nameTo, value, textFrom, textTo, nameId);
    if (remember) {
      table.add(name, nameFrom, nameTo, value, textFrom, textTo, nameId);
    }
    return true;
  }

  private boolean nameAt(int index) {
    if (index <= 0 || index > StaticTable.LENGTH + table.count()) {
      return false;
    }
    if (index <= StaticTable.LENGTH) {
      name = StaticTable.BYTES;
      nameFrom = StaticTable.start(index);
      nameTo = StaticTable.nameEnd(index);
      nameId = StaticTable.id(index);
    } else {
      int entry = table.entry(index - StaticTable.LENGTH);
      name = table.bytes();
      nameFrom = table.start(entry);
      nameTo = table.nameEnd(entry);
      nameId = table.id(entry);
    }
    return true;
  }

  private boolean nameText() {
    byte[] text = text(true);
    if (text == null) {
      return false;
    }
    name = text;
    nameFrom = textFrom;
    nameTo = textTo;
    nameId = HeaderId.of(text, textFrom, textTo);
    return true;
  }

  /** Reads a string; returns where it lies, or null. */
  private byte @Nullable [] text(boolean isName) {
    if (at == to) {
      return null;
    }
    boolean huffman = (block[at] & 0x80) != 0;
    int length = number(7);
    if (length < 0 || length > to - at) {
      return null;
    }
    int from = at;
    at += length;
    if (!huffman) {
      textFrom = from;
      textTo = at;
      return block;
    }
    byte[] scratch = scratch(isName, Huffman.decodedBound(length));
    textFrom = 0;
    textTo = Huffman.decode(block, from, at, scratch);
    return textTo < 0 ? null : scratch;
  }

  private byte[] scratch(boolean isName, int needed) {
    byte[] scratch = isName ? nameScratch : valueScratch;
    if (scratch.length < needed) {
      scratch = new byte[Math.max(needed, 2 * scratch.length)];
      if (isName) {
        nameScratch = scratch;
      } else {
        valueScratch = scratch;
      }
    }
    return scratch;
  }

  /** Reads a number (RFC 7541 section 5.1) of which a bit is left; -1 if cut or too large. */
  private int number(int prefix) {
    int mask = (1 << prefix) - 1;
    int value = block[at++] & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= MAX_NUMBER_SHIFT && at < to; shift += 7) {
      int next = block[at++];
      value += (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }
}
