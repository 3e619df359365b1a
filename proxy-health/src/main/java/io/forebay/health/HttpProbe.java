package io.forebay.health;

import io.forebay.backend.Server;
import io.forebay.config.HealthCheckConfig;
import io.forebay.net.Transport;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/** A GET on a connection of its own, good if the answer's status is 200 to 399. */
final class HttpProbe implements Probe {

  /** A unix socket has neither a name nor a port that a Host field could hold. */
  private static final String UNIX_HOST = "localhost";

  private static final String USER_AGENT = "Forebay-health-check";

  private final EventLoop control;
  private final Transport transport;
  private final SocketAddress address;
  private final String path;
  private final Duration timeout;

  HttpProbe(EventLoop control, Transport transport, Server server, HealthCheckConfig config) {
    this.control = control;
    this.transport = transport;
    this.address = server.address();
    this.path = config.path();
    this.timeout = config.timeout();
  }

  @Override
  public Attempt start(Consumer<ProbeResult> done) {
    HttpAttempt attempt = new HttpAttempt(control, request(), timeout, done);
    attempt.start(transport, address);
    return attempt;
  }

  private FullHttpRequest request() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
    request
        .headers()
        .set(HttpHeaderNames.HOST, host(address))
        .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return request;
  }

  /** The host as it was configured, never the answer of a reverse look-up. */
  static String host(SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress address)) {
      return UNIX_HOST;
    }
    String host = address.getHostString();
    int zone = host.indexOf('%');
    host = zone < 0 ? host : host.substring(0, zone);
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
