package io.forebay.daemon.upgrade;

import io.forebay.net.ListeningSocket;
import java.util.List;
import org.slf4j.event.Level;

/** The process that another one takes over from, as an upgrade sees it. Life-cycle thread. */
public interface Predecessor {

  /** Every socket at which it listens. */
  List<ListeningSocket> listeningSockets();

  /** Writes down what the next process is to know. */
  void save();

  /** Accepts nobody any more, for the moment. */
  void hold();

  /** Accepts again: nobody has taken over. */
  void resume();

  /** Leaves its addresses for good: another process serves them. */
  void handOver(List<ListeningSocket> handed, long successor);

  /** Logs and keeps as an event what becomes of an upgrade. Any thread. */
  void tell(Level level, String text);
}
