package io.forebay.config;

/** A version of HTTP on a connection. */
public enum HttpProtocol {
  /** HTTP/1.1, and HTTP/1.0 as far as it goes; with TLS or without. */
  HTTP_1_1("http/1.1"),
  /** HTTP/2 over TLS, agreed on by ALPN. */
  H2("h2"),
  /** HTTP/2 without TLS, begun with prior knowledge. */
  H2C("h2c");

  private final String word;

  HttpProtocol(String word) {
    this.word = word;
  }

  /** As the configuration and ALPN say it, such as {@code http/1.1}. */
  @Override
  public String toString() {
    return word;
  }
}
