package io.forebay.config;

/** What becomes of the connections to a server that goes down. */
public enum WhenMarkedDown {
  /** What is under way goes on, if the server does. */
  LEAVE,
  /** All are closed, answers under way and tunnels included. */
  CLOSE_CONNECTIONS
}
