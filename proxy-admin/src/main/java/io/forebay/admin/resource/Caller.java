package io.forebay.admin.resource;

/**
 * Who sends a request to an admin listener.
 *
 * @param name for people and the log, such as {@code 127.0.0.1}
 * @param role what may be done
 */
public record Caller(String name, Role role) {

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
