package io.forebay.health;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.forebay.config.GrpcCheckConfig;
import io.forebay.http2.UnaryCall;
import io.forebay.http2.UnaryRequest;
import io.forebay.net.TlsClient;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code grpc.health.v1.Health/Check} on a connection of its own, encrypted or with prior
 * knowledge of HTTP/2; good if the service is SERVING.
 */
final class GrpcProbe implements Probe {

  private static final String PATH = "/grpc.health.v1.Health/Check";
  private static final String USER_AGENT = "Forebay-health-check";

  private final EventLoop control;
  private final CheckPlace place;
  private final GrpcCheckConfig config;
  private final @Nullable TlsClient tls;

  GrpcProbe(EventLoop control, CheckPlace place, GrpcCheckConfig config, @Nullable TlsClient tls) {
    this.control = control;
    this.place = place;
    this.config = config;
    this.tls = tls;
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    GrpcHealth health = new GrpcHealth(config.service(), attempt::end);
    attempt.start(place, tls, new UnaryCall(request(timeout), health));
    return attempt;
  }

  private UnaryRequest request(Duration timeout) {
    String host = config.host() == null ? HttpProbe.host(place.address()) : config.host();
    Map<String, String> fields = new TreeMap<>();
    fields.put("content-type", "application/grpc");
    fields.put("te", "trailers");
    fields.put("user-agent", USER_AGENT);
    fields.put("grpc-timeout", timeout.toMillis() + "m");
    return new UnaryRequest(tls != null, host, PATH, fields, message(config.service()));
  }

  /** {@code HealthCheckRequest { string service = 1; }}, where empty is left out. */
  static byte[] message(String service) {
    byte[] name = service.getBytes(US_ASCII);
    if (name.length == 0) {
      return name;
    }
    int lengthBytes = name.length < 0x80 ? 1 : 2;
    byte[] message = new byte[1 + lengthBytes + name.length];
    message[0] = 1 << 3 | 2;
    message[1] = (byte) (lengthBytes == 1 ? name.length : name.length | 0x80);
    if (lengthBytes == 2) {
      message[2] = (byte) (name.length >> 7);
    }
    System.arraycopy(name, 0, message, 1 + lengthBytes, name.length);
    return message;
  }
}
