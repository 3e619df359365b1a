package io.forebay.admin.resource;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A request to an admin listener.
 *
 * @param authority whom it asks, from Host; null if an HTTP/1.0 request names none
 * @param path without query, as it was sent
 * @param query the last value of each parameter, decoded
 * @param body whole; empty for none
 * @param caller who asks
 * @param timer for answers that come later
 */
public record AdminRequest(
    String method,
    @Nullable String authority,
    String path,
    Map<String, String> query,
    HttpHeaders headers,
    byte[] body,
    Caller caller,
    ScheduledExecutorService timer) {

  /** For the log: who changes something by it, and how. */
  public String by() {
    return caller.name() + " over the admin API";
  }
}
