package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * Which addresses one place of the configuration lets in. Each is null where nothing is said.
 *
 * @param off whether everybody is let in, whatever is said further out
 * @param allow who is let in, and nobody else; null for everybody
 * @param deny who is not, even if {@code allow} holds them; null for nobody
 * @param reject what becomes of the others, default {@link RejectConfig#DEFAULT}
 */
public record AccessConfig(
    boolean off,
    @Nullable AddressListConfig allow,
    @Nullable AddressListConfig deny,
    @Nullable RejectConfig reject) {

  /** Lets everybody in. */
  public static final AccessConfig OFF = new AccessConfig(true, null, null, null);

  /** Both in one, where the inner one wins key by key. */
  public AccessConfig merge(AccessConfig inner) {
    if (inner.off || off) {
      return inner;
    }
    return new AccessConfig(
        false,
        inner.allow == null ? allow : inner.allow,
        inner.deny == null ? deny : inner.deny,
        inner.reject == null ? reject : inner.reject);
  }

  /** Whether there is anybody who may not be let in. */
  public boolean restricts() {
    return !off && (allow != null || deny != null);
  }

  /**
   * Whether this client is let in.
   *
   * @param rawAddress 4 or 16 bytes; null for a client on a unix socket
   */
  public boolean admits(byte @Nullable [] rawAddress) {
    return off
        || (allow == null || allow.holds(rawAddress)) && (deny == null || !deny.holds(rawAddress));
  }
}
