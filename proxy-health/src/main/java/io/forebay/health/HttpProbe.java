package io.forebay.health;

import io.forebay.config.HttpCheckConfig;
import io.forebay.net.TlsClient;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request on a connection of its own, encrypted or not, good if its answer is as the
 * configuration expects.
 */
final class HttpProbe implements Probe {

  /** A unix socket has neither a name nor a port that a Host field could hold. */
  private static final String UNIX_HOST = "localhost";

  static final String USER_AGENT = "Forebay-health-check";
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEAD_BYTES = 8192;
  private static final int MAX_CHUNK_BYTES = 8192;

  private final EventLoop control;
  private final CheckPlace place;
  private final HttpCheckConfig config;
  private final @Nullable TlsClient tls;
  private final HttpVerdict verdict;

  HttpProbe(EventLoop control, CheckPlace place, HttpCheckConfig config, @Nullable TlsClient tls) {
    this.control = control;
    this.place = place;
    this.config = config;
    this.tls = tls;
    this.verdict = new HttpVerdict(config);
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    HttpConversation conversation = new HttpConversation(attempt, request(), verdict);
    attempt.start(place, tls, codec(), conversation);
    return attempt;
  }

  private static HttpClientCodec codec() {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES);
    return new HttpClientCodec(limits, false, false);
  }

  private FullHttpRequest request() {
    HttpMethod method = HttpMethod.valueOf(config.method());
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, method, config.path(), Unpooled.EMPTY_BUFFER);
    String host = config.host();
    request
        .headers()
        .set(HttpHeaderNames.HOST, host == null ? host(place.address()) : host)
        .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (verdict.needsBody()) {
      request.headers().set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    }
    config.headers().forEach((name, value) -> request.headers().set(name, value));
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
