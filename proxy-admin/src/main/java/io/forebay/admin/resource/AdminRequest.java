package io.forebay.admin.resource;

import io.netty.handler.codec.http.HttpHeaderNames;
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

  /** What the {@code User-Agent} of Forebay's own commands begins with. */
  public static final String COMMAND_LINE = "forebay/";

  /** For the log: who changes something by it, and how. */
  public String by() {
    String agent = headers.get(HttpHeaderNames.USER_AGENT);
    String means =
        !Api.isHere(path)
            ? " on the statistics page"
            : agent != null && agent.startsWith(COMMAND_LINE)
                ? " by the command line"
                : " over the admin API";
    return caller.text() + means;
  }

  /** The same from {@code caller}. */
  public AdminRequest by(Caller caller) {
    return new AdminRequest(method, authority, path, query, headers, body, caller, timer);
  }

  /** Whether something may be changed by it. */
  public boolean isChange() {
    return !method.equals("GET") && !method.equals("HEAD");
  }
}
