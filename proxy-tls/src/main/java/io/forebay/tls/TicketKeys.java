package io.forebay.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.util.List;

/** What sessions are encrypted with that clients keep themselves. Any thread. */
@FunctionalInterface
interface TicketKeys {

  /**
   * The keys now: the first encrypts, all of them decrypt. The same list as before as long as
   * nothing has changed.
   */
  List<OpenSslSessionTicketKey> current();
}
