package io.forebay.backend;

/**
 * How requests wait for a server of a backend.
 *
 * @param max the most that may wait; 0 lets nobody wait
 * @param hold whether they also wait while no server is up
 */
public record QueueSettings(int max, boolean hold) {

  /** Nobody waits. */
  public static final QueueSettings NONE = new QueueSettings(0, false);
}
