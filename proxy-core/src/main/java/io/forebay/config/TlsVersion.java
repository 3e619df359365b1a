package io.forebay.config;

/** A version of TLS that the proxy speaks; older ones are not safe (RFC 8996). */
public enum TlsVersion {
  TLS_1_2("1.2"),
  TLS_1_3("1.3");

  private final String word;

  TlsVersion(String word) {
    this.word = word;
  }

  /** As the configuration says it, such as {@code 1.2}. */
  @Override
  public String toString() {
    return word;
  }
}
