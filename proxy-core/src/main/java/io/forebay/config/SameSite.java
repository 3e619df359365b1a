package io.forebay.config;

/** With which requests from other sites a browser sends a cookie. */
public enum SameSite {
  STRICT("Strict"),
  LAX("Lax"),
  NONE("None");

  private final String text;

  SameSite(String text) {
    this.text = text;
  }

  /** As the attribute of a cookie has it. */
  @Override
  public String toString() {
    return text;
  }
}
