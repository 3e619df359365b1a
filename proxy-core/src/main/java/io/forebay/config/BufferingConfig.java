package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of bodies on their way, so that neither end waits for the other. Each is null where
 * nothing is said.
 *
 * @param request whether a request goes to a server once its whole body is there, default false
 * @param requestMemory bytes of a body that are awaited so, {@link #LEAST_MEMORY} to {@link
 *     #MOST_MEMORY}, default {@link #REQUEST_MEMORY}; a longer one is passed on as it comes
 * @param response whether an answer is read before its client takes it, default false
 * @param responseMemory bytes of an answer that may wait for its client, in the same bounds,
 *     default {@link #RESPONSE_MEMORY}
 */
public record BufferingConfig(
    @Nullable Boolean request,
    @Nullable Long requestMemory,
    @Nullable Boolean response,
    @Nullable Long responseMemory) {

  public static final long LEAST_MEMORY = 1 << 10;
  public static final long MOST_MEMORY = 64 << 20;
  public static final long REQUEST_MEMORY = 1 << 20;
  public static final long RESPONSE_MEMORY = 32 << 10;

  /** Keeps nothing. */
  public static final BufferingConfig OFF = new BufferingConfig(false, null, false, null);

  public BufferingConfig {
    requireMemory("request_memory", requestMemory);
    requireMemory("response_memory", responseMemory);
  }

  private static void requireMemory(String name, @Nullable Long bytes) {
    Checks.require(
        bytes == null || bytes >= LEAST_MEMORY && bytes <= MOST_MEMORY,
        name,
        bytes + "",
        "1KiB to 64MiB");
  }

  /** Both in one, where the inner one wins key by key. */
  public BufferingConfig merge(BufferingConfig inner) {
    return new BufferingConfig(
        inner.request == null ? request : inner.request,
        inner.requestMemory == null ? requestMemory : inner.requestMemory,
        inner.response == null ? response : inner.response,
        inner.responseMemory == null ? responseMemory : inner.responseMemory);
  }

  /** Bytes of a request's body that are awaited; 0 for none. */
  public int requestBytes() {
    return bytes(request, requestMemory, REQUEST_MEMORY);
  }

  /** Bytes of an answer that may wait for its client; 0 for none. */
  public int responseBytes() {
    return bytes(response, responseMemory, RESPONSE_MEMORY);
  }

  private static int bytes(@Nullable Boolean used, @Nullable Long memory, long fallback) {
    return used == null || !used ? 0 : (int) (memory == null ? fallback : memory);
  }
}
