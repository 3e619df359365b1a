package io.forebay.admin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.Caller;
import io.forebay.admin.resource.Caller.Role;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.testkit.ManualTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Events events = new Events(Clock.systemUTC());
  private final Audit audit = new Audit(events, ticker);

  private static AdminRequest request(String path) {
    return new AdminRequest(
        "PUT",
        null,
        path,
        Map.of(),
        new DefaultHttpHeaders(),
        new byte[0],
        new Caller("anna", Role.READ),
        new EmbeddedChannel().eventLoop());
  }

  private List<String> texts() {
    return events.since(0).stream().map(Event::text).toList();
  }

  @Test
  void refused_isAnEvent() {
    audit.refused(request("/api/v1/reload"), "anna", 403, "may not");
    audit.refused(request("/api/v1/reload"), "anna", 404, "");
    assertThat(texts())
        .containsExactly(
            "refused with 403: PUT /api/v1/reload by anna: may not",
            "refused with 404: PUT /api/v1/reload by anna");
    assertThat(events.since(0)).allMatch(it -> it.kind() == Event.Kind.AUDIT);
  }

  @Test
  void pathsAreShownHarmlessAndShort() {
    audit.refused(request("/a\u001b[31m" + "x".repeat(1000)), "anna", 403, "");
    assertThat(texts().get(0))
        .contains("PUT /a?[31mxxx")
        .contains("xxx... by")
        .hasSizeLessThan(300);
  }

  @Test
  void tooMany_areTold_asANumber() {
    for (int i = 0; i < 10_000; i++) {
      audit.failed(request("/api/v1/status"), "10.0.0.1", "wrong token");
    }
    assertThat(texts()).hasSize(Audit.MOST);
    ticker.advance(Duration.ofSeconds(Audit.PERIOD_SECONDS));
    audit.failed(request("/api/v1/status"), "10.0.0.1", "wrong token");
    assertThat(texts()).hasSize(Audit.MOST + 1);
    assertThat(texts().get(Audit.MOST))
        .isEqualTo(
            "wrong token from 10.0.0.1: PUT /api/v1/status (and 9980 more since the last one)");
  }
}
