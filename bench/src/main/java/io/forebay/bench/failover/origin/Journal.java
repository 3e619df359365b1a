package io.forebay.bench.failover.origin;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that one server process and whoever directs it share through a file: what the server did,
 * written before it answers, and how it shall behave. What was written stays when the process is
 * killed. One process writes entries, another one the behaviour.
 *
 * <pre>
 *  0  behaviour, ordinal         int
 *  8  listening since            long, nanoseconds
 * 16  number of entries          long
 * 64  entries                    nanoseconds long, request long, event int, unused int
 * </pre>
 *
 * Times are those of {@link System#nanoTime}, which all processes of a Linux machine share.
 */
public final class Journal {
  /** The request number of health checks. */
  public static final long CHECK = -1;

  private static final int CAPACITY = 100_000;
  private static final int BEHAVIOUR = 0;
  private static final int LISTENING = 8;
  private static final int COUNT = 16;
  private static final int ENTRIES = 64;
  private static final int ENTRY_SIZE = 24;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;

  private Journal(ByteBuffer memory) {
    this.memory = memory;
  }

  /** What a server did with a request. */
  public enum Event {
    EXECUTED,
    REFUSED,
    RESET
  }

  /**
   * One request that reached the server.
   *
   * @param nanos when it had been read
   * @param request its number, or {@link #CHECK}
   */
  public record Entry(long nanos, long request, Event event) {
    /** Whether this is a health check. */
    public boolean isCheck() {
      return request == CHECK;
    }
  }

  /** Opens or creates the journal in {@code file}. */
  public static Journal open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int size = ENTRIES + CAPACITY * ENTRY_SIZE;
      ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      return new Journal(memory.order(ByteOrder.nativeOrder()));
    }
  }

  /** How the server shall behave from now on. */
  public void behave(Behaviour behaviour) {
    INTS.setVolatile(memory, BEHAVIOUR, behaviour.ordinal());
  }

  Behaviour behaviour() {
    return Behaviour.values()[(int) INTS.getVolatile(memory, BEHAVIOUR)];
  }

  /** Since when the server of this moment has accepted connections; 0 before it does. */
  public long listeningSince() {
    return (long) LONGS.getVolatile(memory, LISTENING);
  }

  /** Notes when the server began to listen; 0 while it does not. */
  public void listeningSince(long nanos) {
    LONGS.setVolatile(memory, LISTENING, nanos);
  }

  /** Adds an entry; what is beyond the capacity is lost. */
  void add(Entry entry) {
    long count = (long) LONGS.getVolatile(memory, COUNT);
    if (count == CAPACITY) {
      return;
    }
    int at = ENTRIES + (int) count * ENTRY_SIZE;
    memory.putLong(at, entry.nanos());
    memory.putLong(at + 8, entry.request());
    memory.putInt(at + 16, entry.event().ordinal());
    LONGS.setVolatile(memory, COUNT, count + 1);
  }

  /** What has been written so far, oldest first. */
  public List<Entry> entries() {
    int count = (int) (long) LONGS.getVolatile(memory, COUNT);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = ENTRIES + i * ENTRY_SIZE;
      Event event = Event.values()[memory.getInt(at + 16)];
      entries.add(new Entry(memory.getLong(at), memory.getLong(at + 8), event));
    }
    return entries;
  }
}
