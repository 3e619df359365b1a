package io.forebay.backend;

/** What an operator wants of a server, whatever its health. */
public enum AdminState {
  /** It gets requests as long as it is up. */
  READY,
  /** It gets no new clients; what is in flight goes on. */
  DRAIN,
  /** It gets nothing. */
  MAINT
}
