package io.forebay.bench.failover;

import java.io.IOException;

/** A proxy that goes through the scenarios: how to run it and talk to it. */
interface Candidate extends AutoCloseable {
  /** How long a drain may take, in seconds. */
  int DRAIN_SECONDS = 5;

  /** How long a graceful stop may take, in seconds. */
  int STOP_SECONDS = 40;

  /** Its name in the report. */
  String name();

  /** How long a server that came back may be without traffic: rise x interval, in seconds. */
  double recoverySeconds();

  /** Starts it; returns at once. */
  void start() throws IOException;

  /** Changes its configuration and has it read again. */
  void reload() throws IOException, InterruptedException;

  /** Has it stop gracefully, and waits for its end. */
  void stop() throws IOException, InterruptedException;

  /** Replaces it by a new process without giving up its address; waits until the old one ended. */
  void upgrade() throws IOException, InterruptedException;

  /** No new requests for that server; waits until none is under way there, five seconds at most. */
  void drain(ServerProcess server) throws IOException, InterruptedException;

  /** Requests for that server again. */
  void ready(ServerProcess server) throws IOException, InterruptedException;

  /** Whether it takes the server for healthy. */
  boolean isUp(ServerProcess server) throws IOException, InterruptedException;

  /** A count that changes with each attempt to send a request to a server that is dead. */
  long attempts(ServerProcess server) throws IOException, InterruptedException;

  /** Ends it on the spot. */
  @Override
  void close();
}
