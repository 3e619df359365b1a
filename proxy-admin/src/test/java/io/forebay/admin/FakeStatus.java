package io.forebay.admin;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.config.GlobalConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.inspect.Rejections;
import io.forebay.inspect.RequestTails;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import io.forebay.limit.RateLimitZone;
import io.forebay.net.CertificateInfo;
import io.forebay.observe.Events;
import io.forebay.observe.Reloads;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A proxy with two event loops of which a test says what it wants. */
public final class FakeStatus implements ProxyStatus {
  volatile @Nullable String notReady;
  volatile boolean broken;
  public final MetricIds ids = new MetricIds();
  public final List<LoopStats> loops = List.of(new LoopStats(), new LoopStats());
  final Reloads reloads = new Reloads(Clock.fixed(Instant.ofEpochSecond(5), ZoneOffset.UTC));
  final Events events = new Events(Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC));
  final Rejections rejections =
      new Rejections(Clock.fixed(Instant.ofEpochSecond(9), ZoneOffset.UTC));
  public volatile ProxyConfig config =
      new ProxyConfig(GlobalConfig.DEFAULT, Map.of(), Map.of(), List.of());
  volatile List<CertificateInfo> certificates = List.of();
  volatile @Nullable Duration timeLeft;
  volatile List<Path> files = List.of();
  final List<RateLimitZone> zones = new CopyOnWriteArrayList<>();
  private final List<Backend> backends = new CopyOnWriteArrayList<>();

  /** Adds a backend with servers of these names, all unchecked. */
  public Backend addBackend(String name, String... servers) {
    var all = new ArrayList<WeightedServer>();
    for (String server : Arrays.asList(servers)) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
      var made = new Server(ids.server(name, server), name, server, address);
      all.add(new WeightedServer(made, 1, server.startsWith("backup"), 0, null, 1, 0));
    }
    var settings = new UpstreamSettings(true, 4);
    var backend = new Backend(name, all, (eligible, key, tried) -> null, settings);
    backends.add(backend);
    return backend;
  }

  /** Takes a backend away. */
  public void remove(Backend backend) {
    backends.remove(backend);
  }

  /** Brings a backend back that was taken away. */
  public void add(Backend backend) {
    backends.add(backend);
  }

  @Override
  public @Nullable String notReadyReason() {
    if (broken) {
      throw new IllegalStateException("a status that cannot be asked");
    }
    return notReady;
  }

  @Override
  public List<LoopStats> loopStats() {
    return loops;
  }

  @Override
  public double[] loopLagSeconds() {
    return new double[] {0.25, 0};
  }

  @Override
  public OptionalInt connectionsWaiting(String listener) {
    return listener.equals("unknown") ? OptionalInt.empty() : OptionalInt.of(7);
  }

  @Override
  public int mostConnections(String listener) {
    return 9;
  }

  @Override
  public MetricIds metricIds() {
    return ids;
  }

  @Override
  public ProxyConfig config() {
    return config;
  }

  @Override
  public @Nullable Duration drainTimeLeft(Server server) {
    return timeLeft;
  }

  @Override
  public List<CertificateInfo> certificates() {
    return certificates;
  }

  @Override
  public int openConnections() {
    return 12;
  }

  @Override
  public Events events() {
    return events;
  }

  @Override
  public Collection<Backend> backends() {
    return backends;
  }

  @Override
  public CompletableFuture<Sessions> sessions(SessionQuery query) {
    return CompletableFuture.completedFuture(new Sessions(List.of(), 0));
  }

  @Override
  public RequestTails requestTails() {
    return new RequestTails(1);
  }

  @Override
  public Rejections rejections() {
    return rejections;
  }

  @Override
  public Collection<RateLimitZone> rateLimits() {
    return zones;
  }

  @Override
  public long replayBufferBytes() {
    return 11;
  }

  @Override
  public int requestsInTarpit() {
    return 3;
  }

  @Override
  public long accessLogDropped() {
    return 7;
  }

  @Override
  public long accessLogTruncated() {
    return 3;
  }

  @Override
  public Collection<Path> writtenFiles() {
    return files;
  }

  @Override
  public Reloads reloads() {
    return reloads;
  }
}
