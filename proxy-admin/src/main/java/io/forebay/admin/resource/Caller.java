package io.forebay.admin.resource;

import org.jspecify.annotations.Nullable;

/**
 * Who sends a request to an admin listener.
 *
 * @param name for people and the log: of whom is known, else an address such as {@code 127.0.0.1}
 * @param role what may be done
 * @param via for the log, from where and by what it is known who it is, such as {@code 10.0.0.1,
 *     password}; null where that is all in {@code name}
 */
public record Caller(String name, Role role, @Nullable String via) {

  /** Somebody of whom nothing but an address is known. */
  public Caller(String name, Role role) {
    this(name, role, null);
  }

  /** All that is known, for the log. */
  public String text() {
    return via == null ? name : name + " (" + via + ")";
  }

  /** What somebody may do; each may do what those before it may. */
  public enum Role {
    NONE,
    READ,
    WRITE
  }

  /** Whether what is served may be seen. */
  public boolean mayRead() {
    return role != Role.NONE;
  }

  /** Whether anything may be changed. */
  public boolean mayWrite() {
    return role == Role.WRITE;
  }
}
