package io.forebay.admin.resource;

import java.util.concurrent.ScheduledExecutorService;

/** Server-sent events for one client, as long as it reads them. Admin event loop only. */
@FunctionalInterface
public interface EventStream {

  /** Begins; to be ended by {@link Sink#close()} or by the client. Must not throw. */
  void open(Sink sink);

  /** Where the events go. Admin event loop only, but for {@link #executor()}. */
  interface Sink {

    /** Whether the client reads fast enough to be sent more. */
    boolean isWritable();

    /**
     * Sends one event; drops it where the client is gone or reads too slowly.
     *
     * @param event its name, one word
     * @param data any text; several lines stay several lines
     * @return whether it is on its way
     */
    boolean send(String event, String data);

    /** Ends the stream and the connection after what was sent. */
    void close();

    /** Has {@code task} run once, when the stream has ended for any reason. */
    void onClose(Runnable task);

    /** The admin event loop. Any thread. */
    ScheduledExecutorService executor();
  }
}
