package io.forebay.backend;

import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * A host that servers are told, as it goes over the wire.
 *
 * @param text with its port, if any
 */
public record HostValue(String text, byte[] bytes) {

  /** Null for null. */
  public static @Nullable HostValue of(@Nullable String text) {
    return text == null ? null : new HostValue(text, Ascii.bytes(text));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HostValue it && it.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
