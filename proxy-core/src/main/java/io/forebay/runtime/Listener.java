package io.forebay.runtime;

import io.forebay.exchange.ExchangeAcceptor;
import io.forebay.exchange.ListenerPlan;
import io.forebay.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does with accepted connections, whatever addresses it is bound to. The plan comes
 * from the current snapshot at every request, the settings at every connection.
 */
final class Listener {

  private final String name;
  private final ConnectionLimit total;
  private final ConnectionLimit limit;
  private final AcceptFailures failures;
  private final ListenerWorker[] workers;
  private volatile ListenerSettings settings;

  Listener(
      ListenerPlan plan,
      ListenerSettings settings,
      List<WorkerContext> workers,
      ConnectionLimit total,
      ConnectionLimit limit,
      AcceptFailures failures,
      Supplier<ProxySnapshot> snapshots) {
    this.name = plan.name();
    this.settings = settings;
    this.total = total;
    this.limit = limit;
    this.failures = failures;
    this.workers = new ListenerWorker[workers.size()];
    for (int i = 0; i < this.workers.length; i++) {
      WorkerContext context = workers.get(i);
      this.workers[i] =
          new ListenerWorker(
              name,
              plan.metricId(),
              context.worker(),
              new ExchangeAcceptor(context.services(), new CurrentPlan(plan, snapshots)),
              context.tracker(name, plan.metricId(), limit),
              new BadProxyHeaders(name, plan.metricId(), context),
              context.rejections());
    }
  }

  String name() {
    return name;
  }

  /** The bound of this listener's own connections. */
  ConnectionLimit limit() {
    return limit;
  }

  AcceptFailures failures() {
    return failures;
  }

  ListenerSettings settings() {
    return settings;
  }

  /** Changes the settings of connections accepted from now on. Control thread. */
  void settings(ListenerSettings settings) {
    this.settings = settings;
  }

  /** Takes an accepted connection to the event loop of {@code worker}. Any event loop. */
  void accept(Channel channel, int worker) {
    if (ConnectionAccess.refuses(settings.access(), channel)) {
      channel.unsafe().closeForcibly();
      workers[worker].deny(Clients.text(channel.remoteAddress()));
      return;
    }
    total.opened();
    limit.opened();
    try {
      register(channel, worker);
    } catch (RuntimeException e) {
      // The client may be gone already: options of its socket can then no longer be set.
      drop(channel);
    }
  }

  private void drop(Channel channel) {
    channel.unsafe().closeForcibly();
    limit.closed();
    total.closed();
  }

  private void register(Channel channel, int worker) {
    if (channel instanceof SocketChannel) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }
    channel.config().setWriteBufferWaterMark(Transport.WATER_MARK);
    workers[worker].begin(channel, settings);
    workers[worker]
        .worker()
        .eventLoop()
        .register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                drop(channel);
              }
            });
  }

  /** The listener's plan in the current snapshot, or the last one if the listener is gone. */
  private static final class CurrentPlan implements Supplier<ListenerPlan> {
    private final Supplier<ProxySnapshot> snapshots;
    private ListenerPlan last;

    CurrentPlan(ListenerPlan first, Supplier<ProxySnapshot> snapshots) {
      this.last = first;
      this.snapshots = snapshots;
    }

    @Override
    public ListenerPlan get() {
      @Nullable ListenerPlan current = snapshots.get().plan(last.metricId());
      if (current != null) {
        last = current;
      }
      return last;
    }
  }
}
