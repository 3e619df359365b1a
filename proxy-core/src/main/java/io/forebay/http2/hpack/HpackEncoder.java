package io.forebay.http2.hpack;

import io.forebay.http.HeaderId;
import io.forebay.util.Ascii;
import io.forebay.util.Hash64;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Writes the header blocks of one connection (RFC 7541 section 3.1): {@link #begin}, the fields,
 * pseudo-headers first, {@link #finish}.
 *
 * <p>A field enters the table when it is seen a second time shortly after the first: what changes
 * with every message never pushes out what does not. Credentials and cookies never do, so that
 * nobody learns them by guessing (RFC 7541 section 7.1), and neither do paths. Nothing is allocated
 * for a field. Event loop only.
 */
public final class HpackEncoder {

  /** The table is no larger than this, whatever the peer allows. */
  static final int MAX_TABLE_BYTES = 4096;

  /** Recent fields: a slot has the hash of one, and the number of its entry if it has one. */
  private static final int SLOTS = 64;

  /** Indices of authorization, cookie, proxy-authorization and set-cookie. */
  private static final long SECRET = 1L << 23 | 1L << 32 | 1L << 49 | 1L << 55;

  private static final int INITIAL_BYTES = 256;
  private static final int MAX_KEPT_BYTES = 4 * 1024;
  private static final int MAX_NUMBER_BYTES = 6;

  private final DynamicTable table = new DynamicTable(MAX_TABLE_BYTES);
  private final int[] hashes = new int[SLOTS];
  private final int[] entries = new int[SLOTS];
  private boolean resized;
  private int smallest = MAX_TABLE_BYTES;
  private byte[] out = new byte[INITIAL_BYTES];
  private int end;

  /** The peer's SETTINGS_HEADER_TABLE_SIZE; the next block says what became of it. */
  public void maxTableBytes(int bytes) {
    int allowed = Math.min(bytes, MAX_TABLE_BYTES);
    if (allowed != table.maxBytes()) {
      smallest = Math.min(smallest, allowed);
      resized = true;
      table.maxBytes(allowed);
    }
  }

  /** Starts on a block. */
  public void begin() {
    end = 0;
    if (resized) {
      ensure(2 * MAX_NUMBER_BYTES);
      if (smallest < table.maxBytes()) {
        number(0x20, 5, smallest);
      }
      number(0x20, 5, table.maxBytes());
      smallest = table.maxBytes();
      resized = false;
    }
  }

  /** Appends the block to {@code target}. */
  public void finish(ByteBuf target) {
    target.writeBytes(out, 0, end);
    if (out.length > MAX_KEPT_BYTES) {
      out = new byte[INITIAL_BYTES];
    }
  }

  // ---- pseudo-headers ----

  /** {@code :status}. */
  public void status(int status) {
    int index =
        switch (status) {
          case 200 -> StaticTable.STATUS;
          case 204 -> StaticTable.STATUS + 1;
          case 206 -> StaticTable.STATUS + 2;
          case 304 -> StaticTable.STATUS + 3;
          case 400 -> StaticTable.STATUS + 4;
          case 404 -> StaticTable.STATUS + 5;
          case 500 -> StaticTable.STATUS + 6;
          default -> 0;
        };
    if (index > 0) {
      indexed(index);
      return;
    }
    ensure(5);
    out[end++] = StaticTable.STATUS;
    out[end++] = 3;
    out[end++] = (byte) ('0' + status / 100);
    out[end++] = (byte) ('0' + status / 10 % 10);
    out[end++] = (byte) ('0' + status % 10);
  }

  /** {@code :method}. */
  public void method(byte[] bytes, int from, int to) {
    staticOrLiteral(StaticTable.METHOD, StaticTable.METHOD_POST, bytes, from, to);
  }

  /** {@code :scheme}, https or http. */
  public void scheme(boolean secure) {
    indexed(secure ? StaticTable.SCHEME_HTTPS : StaticTable.SCHEME_HTTP);
  }

  /** {@code :path}. */
  public void path(byte[] bytes, int from, int to) {
    staticOrLiteral(StaticTable.PATH, StaticTable.PATH, bytes, from, to);
  }

  /** {@code :authority}. */
  public void authority(byte[] bytes, int from, int to) {
    int index = StaticTable.AUTHORITY;
    int start = StaticTable.start(index);
    int nameEnd = StaticTable.nameEnd(index);
    field(StaticTable.BYTES, start, nameEnd, bytes, from, to, index);
  }

  private void staticOrLiteral(int first, int last, byte[] bytes, int from, int to) {
    for (int index = first; index <= last; index++) {
      if (Arrays.equals(
          StaticTable.BYTES, StaticTable.nameEnd(index), StaticTable.end(index), bytes, from, to)) {
        indexed(index);
        return;
      }
    }
    ensure(MAX_NUMBER_BYTES);
    number(0, 4, first);
    plain(bytes, from, to);
  }

  // ---- fields ----

  /** A field whose name may be in any letter case; it is written in lower case. */
  public void field(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo) {
    int index = StaticTable.indexOf(bytes, nameFrom, nameTo);
    field(bytes, nameFrom, nameTo, bytes, valueFrom, valueTo, index);
  }

  private void field(
      byte[] name,
      int nameFrom,
      int nameTo,
      byte[] value,
      int valueFrom,
      int valueTo,
      int staticName) {
    if ((SECRET & 1L << staticName) != 0 && staticName > 0) {
      start(0x10, 4, name, nameFrom, nameTo, staticName);
      plain(value, valueFrom, valueTo);
      return;
    }
    if (4 * DynamicTable.sizeOf(nameTo - nameFrom, valueTo - valueFrom) > table.maxBytes()) {
      start(0, 4, name, nameFrom, nameTo, staticName);
      plain(value, valueFrom, valueTo);
      return;
    }
    int hash = hash(name, nameFrom, nameTo, value, valueFrom, valueTo);
    int slot = hash & SLOTS - 1;
    if (hashes[slot] != hash) {
      hashes[slot] = hash;
      entries[slot] = table.next();
      start(0, 4, name, nameFrom, nameTo, staticName);
      plain(value, valueFrom, valueTo);
      return;
    }
    int index = table.index(entries[slot]);
    if (index > 0 && isEntry(entries[slot], name, nameFrom, nameTo, value, valueFrom, valueTo)) {
      indexed(StaticTable.LENGTH + index);
      return;
    }
    entries[slot] = table.next();
    remember(name, nameFrom, nameTo, value, valueFrom, valueTo, staticName);
  }

  private static int hash(
      byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
    return name == value
        ? (int) Hash64.of(name, nameFrom, valueTo)
        : (int) Hash64.of(value, valueFrom, valueTo);
  }

  private boolean isEntry(
      int entry, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
    byte[] bytes = table.bytes();
    int start = table.start(entry);
    int nameEnd = table.nameEnd(entry);
    if (nameEnd - start != nameTo - nameFrom
        || !Arrays.equals(bytes, nameEnd, table.end(entry), value, valueFrom, valueTo)) {
      return false;
    }
    for (int i = 0; i < nameTo - nameFrom; i++) {
      if (bytes[start + i] != Ascii.toLower(name[nameFrom + i])) {
        return false;
      }
    }
    return true;
  }

  /** Written once and then referred to: here the code for strings pays. */
  private void remember(
      byte[] name,
      int nameFrom,
      int nameTo,
      byte[] value,
      int valueFrom,
      int valueTo,
      int staticName) {
    start(0x40, 6, name, nameFrom, nameTo, staticName);
    if (staticName > 0) {
      int from = StaticTable.start(staticName);
      int to = StaticTable.nameEnd(staticName);
      add(StaticTable.BYTES, from, to, value, valueFrom, valueTo);
    } else {
      int from = end - (nameTo - nameFrom);
      add(out, from, end, value, valueFrom, valueTo);
    }
    int length = Huffman.encodedLength(value, valueFrom, valueTo);
    if (length >= valueTo - valueFrom) {
      plain(value, valueFrom, valueTo);
      return;
    }
    ensure(MAX_NUMBER_BYTES + length);
    number(0x80, 7, length);
    Huffman.encode(value, valueFrom, valueTo, out, end);
    end += length;
  }

  private void add(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
    table.add(name, nameFrom, nameTo, value, from, to, HeaderId.OTHER);
  }

  // ---- representation ----

  private void indexed(int index) {
    ensure(MAX_NUMBER_BYTES);
    number(0x80, 7, index);
  }

  /** Begins a literal: its kind, and its name or the name's index. */
  private void start(int kind, int prefix, byte[] name, int nameFrom, int nameTo, int staticName) {
    ensure(2 * MAX_NUMBER_BYTES + nameTo - nameFrom);
    number(kind, prefix, staticName);
    if (staticName == 0) {
      number(0, 7, nameTo - nameFrom);
      for (int i = nameFrom; i < nameTo; i++) {
        out[end++] = Ascii.toLower(name[i]);
      }
    }
  }

  private void plain(byte[] bytes, int from, int to) {
    ensure(MAX_NUMBER_BYTES + to - from);
    number(0, 7, to - from);
    System.arraycopy(bytes, from, out, end, to - from);
    end += to - from;
  }

  private void number(int bits, int prefix, int value) {
    int mask = (1 << prefix) - 1;
    if (value < mask) {
      out[end++] = (byte) (bits | value);
      return;
    }
    out[end++] = (byte) (bits | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      out[end++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[end++] = (byte) rest;
  }

  private void ensure(int more) {
    if (out.length - end < more) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, end + more));
    }
  }
}
