package io.forebay.admin.page;

import io.forebay.admin.resource.About;
import io.forebay.admin.stats.BackendStatistics;
import io.forebay.admin.stats.ListenerStatistics;
import io.forebay.admin.stats.Statistics;
import io.forebay.net.CertificateInfo;
import io.forebay.observe.Event;
import io.forebay.observe.Reloads;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page shows, at one moment.
 *
 * @param node the name of this machine; null for none
 * @param notReady why it is not ready; null if it is
 * @param source the file of the configuration; null for none
 * @param connections of clients, open now
 * @param events the oldest first
 */
record Picture(
    About about,
    @Nullable String node,
    @Nullable String notReady,
    @Nullable String source,
    Reloads.State reloads,
    long connections,
    Statistics statistics,
    List<CertificateInfo> certificates,
    List<Event> events) {

  List<BackendStatistics> backends() {
    return statistics.backends();
  }

  List<ListenerStatistics> listeners() {
    return statistics.listeners();
  }

  double sumOfBackends(ToDoubleFunction<BackendStatistics> number) {
    return backends().stream().mapToDouble(number).sum();
  }

  double sumOfListeners(ToDoubleFunction<ListenerStatistics> number) {
    return listeners().stream().mapToDouble(number).sum();
  }
}
