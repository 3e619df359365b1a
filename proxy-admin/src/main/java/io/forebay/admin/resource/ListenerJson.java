package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.config.BindAddress;
import io.forebay.config.HttpProtocol;
import io.forebay.config.ListenerConfig;
import io.forebay.net.CertificateInfo;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.LoopStats;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/** Listeners as objects. */
final class ListenerJson {

  private final ProxyStatus status;

  ListenerJson(ProxyStatus status) {
    this.status = status;
  }

  /** The members of a listener. */
  void write(JsonGenerator out, ListenerConfig listener) throws IOException {
    String name = listener.name();
    int id = status.metricIds().listener(name);
    out.writeStringField("name", name);
    Json.strings(out, "bind", listener.bind().stream().map(BindAddress::toString).toList());
    Json.strings(
        out, "protocols", listener.protocols().stream().map(HttpProtocol::toString).toList());
    Json.text(out, "default_backend", listener.defaultBackend());
    // Ends are read first: what ends in between must not make the difference negative.
    long closed = sum(it -> it.connectionsClosed.get(id));
    long opened = sum(it -> it.connectionsOpened.get(id));
    out.writeNumberField("connections", opened - closed);
    out.writeNumberField("connections_total", opened);
    OptionalInt waiting = status.connectionsWaiting(name);
    if (waiting.isPresent()) {
      out.writeNumberField("connections_waiting", waiting.getAsInt());
    }
    boolean limited = listener.maxConnections() != ListenerConfig.NO_LIMIT;
    out.writeNumberField("max_connections", limited ? listener.maxConnections() : 0);
    if (listener.tls() != null) {
      certificates(out, name);
    }
  }

  private void certificates(JsonGenerator out, String listener) throws IOException {
    out.writeArrayFieldStart("certificates");
    for (CertificateInfo it : status.certificates()) {
      if (it.listener().equals(listener)) {
        out.writeStartObject();
        CertificateJson.write(out, it);
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  private long sum(ToLongFunction<LoopStats> counter) {
    return status.loopStats().stream().mapToLong(counter).sum();
  }
}
