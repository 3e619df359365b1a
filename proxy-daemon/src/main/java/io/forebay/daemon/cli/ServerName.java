package io.forebay.daemon.cli;

/**
 * A server as operators name it.
 *
 * @param server {@code *} for all of the backend
 */
record ServerName(String backend, String server) {

  static final String ALL = "*";

  /** Reads {@code BACKEND/SERVER}. */
  static ServerName parse(String text) throws UsageException {
    // Names of backends have no slash; those of servers may.
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      throw new UsageException(text + " (expected: BACKEND/SERVER, such as app/one)");
    }
    return new ServerName(text.substring(0, slash), text.substring(slash + 1));
  }

  boolean isAll() {
    return server.equals(ALL);
  }

  /** Where the API has its backend. */
  String backendPath() {
    return backendPath(backend);
  }

  /** Where the API has a backend. */
  static String backendPath(String backend) {
    return "/api/v1/backends/" + AdminRequest.encoded(backend);
  }

  /** Where the API has it. */
  String path() {
    return backendPath() + "/servers/" + AdminRequest.encoded(server);
  }

  @Override
  public String toString() {
    return backend + "/" + server;
  }
}
