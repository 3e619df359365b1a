package io.forebay.health;

import io.forebay.config.HttpCheckConfig;
import io.forebay.http2.UnaryAnswer;
import io.forebay.http2.UnaryCall;
import io.forebay.http2.UnaryRequest;
import io.forebay.net.TlsClient;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request by HTTP/2 on a connection of its own, encrypted or with prior knowledge, good if its
 * answer is as the configuration expects.
 */
final class Http2Probe implements Probe {

  /** As much of a body as a server may send before it is told that more is welcome. */
  private static final int MOST_BODY = 65_535;

  private final EventLoop control;
  private final CheckPlace place;
  private final HttpCheckConfig config;
  private final @Nullable TlsClient tls;
  private final HttpVerdict verdict;

  Http2Probe(EventLoop control, CheckPlace place, HttpCheckConfig config, @Nullable TlsClient tls) {
    this.control = control;
    this.place = place;
    this.config = config;
    this.tls = tls;
    this.verdict = new HttpVerdict(config);
  }

  @Override
  public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
    CheckAttempt attempt = new CheckAttempt(control, timeout, done);
    UnaryCall call = new UnaryCall(request(), new Answer(attempt));
    attempt.start(place, tls, call);
    return attempt;
  }

  private UnaryRequest request() {
    String host = config.host() == null ? HttpProbe.host(place.address()) : config.host();
    Map<String, String> fields = new TreeMap<>();
    fields.put("user-agent", HttpProbe.USER_AGENT);
    if (verdict.needsBody()) {
      fields.put("accept-encoding", "identity");
    }
    config.headers().forEach((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), value));
    int enough = verdict.needsBody() ? MOST_BODY : 0;
    return new UnaryRequest(
        tls != null, config.method(), host, config.path(), fields, null, enough);
  }

  private final class Answer implements UnaryCall.Listener {
    private final CheckAttempt attempt;

    Answer(CheckAttempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void onAnswer(UnaryAnswer answer) {
      if (answer.status() < 200) {
        attempt.end(ProbeResult.failure("invalid answer"));
        return;
      }
      ProbeResult result = verdict.ofHead(answer.status());
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      attempt.end(result == null ? verdict.ofBody(answer.status(), body) : result);
    }

    @Override
    public void onFailure(String reason) {
      attempt.end(ProbeResult.failure(reason));
    }
  }
}
