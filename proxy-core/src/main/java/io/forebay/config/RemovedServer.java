package io.forebay.config;

/**
 * A server of the file that was removed at run time.
 *
 * @param address as the file writes it: under another one it is another server
 */
public record RemovedServer(String backend, String name, String address) {

  /** Whether this is {@code server} of {@code backend}. */
  public boolean is(String backend, ServerConfig server) {
    return this.backend.equals(backend)
        && name.equals(server.name())
        && address.equals(server.address());
  }
}
