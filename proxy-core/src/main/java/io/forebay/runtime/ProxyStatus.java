package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.ProxyConfig;
import io.forebay.inspect.Rejections;
import io.forebay.inspect.RequestTails;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import io.forebay.limit.RateLimitZone;
import io.forebay.net.CertificateInfo;
import io.forebay.observe.Events;
import io.forebay.observe.Reloads;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What may be known of a running proxy from outside. Any thread. */
public interface ProxyStatus {

  /** Why it must not be sent traffic, in one line; null when it is ready. */
  @Nullable String notReadyReason();

  /** The counters of every event loop. */
  List<LoopStats> loopStats();

  /** How late each event loop came to a task, in seconds, in the order of {@link #loopStats()}. */
  double[] loopLagSeconds();

  /** The names behind the numbers in {@link #loopStats()}. */
  MetricIds metricIds();

  /**
   * Clients that wait in the kernel's queue to be accepted by {@code listener}; empty where the
   * system does not tell.
   */
  OptionalInt connectionsWaiting(String listener);

  /** The most client connections of {@code listener} that were open at a time; 0 if unknown. */
  int mostConnections(String listener);

  /** The configuration in force. */
  ProxyConfig config();

  /** Its backends. */
  Collection<Backend> backends();

  /**
   * How long what is in flight with {@code server} may go on; null while it may, or where nothing
   * is left of that time.
   */
  @Nullable Duration drainTimeLeft(Server server);

  /** What is to be known of the certificates of all listeners. */
  List<CertificateInfo> certificates();

  /** Client connections open now. */
  int openConnections();

  /** What has happened lately. */
  Events events();

  /**
   * The client connections that {@code query} wants, as they are a few moments later, looked at by
   * their event loops a few at a time.
   */
  CompletableFuture<Sessions> sessions(SessionQuery query);

  /** Who follows requests as they end. */
  RequestTails requestTails();

  /** What was refused lately. */
  Rejections rejections();

  /** The limits on how often clients may ask. */
  Collection<RateLimitZone> rateLimits();

  /** Bytes of request bodies that are kept so that the requests can be sent once more. */
  long replayBufferBytes();

  /** Requests that wait to be refused. */
  int requestsInTarpit();

  /** Lines of access logs that were lost because they could not be written in time. */
  long accessLogDropped();

  /** Lines of access logs that were cut because they were too long for syslog. */
  long accessLogTruncated();

  /** The files of all logs, and what keeps state over a restart. */
  Collection<Path> writtenFiles();

  /** How reloads went. */
  Reloads reloads();
}
