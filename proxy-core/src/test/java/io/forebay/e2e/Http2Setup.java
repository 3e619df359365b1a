package io.forebay.e2e;

/** Configurations whose listener takes HTTP/2 with prior knowledge. */
final class Http2Setup {

  private Http2Setup() {}

  /**
   * A configuration with the listener {@code web} and the backend {@code app}.
   *
   * @param timeouts entries of {@code defaults.timeouts}, as a flow map
   * @param listener further lines of the listener
   * @param port of the server
   */
  static String yaml(String timeouts, String listener, int port) {
    return """
        global: {worker_threads: 2}
        defaults: {timeouts: %s}
        listeners:
          web:
            bind: "127.0.0.1:0"
            default_backend: app
        %s
        backends:
          app:
            servers: [{name: s1, address: "127.0.0.1:%d"}]
        """
        .formatted(timeouts, listener.indent(4), port);
  }
}
