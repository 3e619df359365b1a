package io.forebay.admin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.forebay.admin.resource.Caller;
import io.forebay.admin.resource.Caller.Role;
import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminAuthConfig;
import io.forebay.config.AdminCertificateConfig;
import io.forebay.config.AdminRolesConfig;
import io.forebay.config.AdminTokenConfig;
import io.forebay.config.PasswordFile;
import io.forebay.config.TokenFile;
import io.forebay.testkit.ManualTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who somebody is, and how long somebody waits who says something wrong. */
class AuthenticatorTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final Peer PEER = peer(1, Set.of());

  private final ManualTicker ticker = new ManualTicker();
  private final Authenticator authenticator = new Authenticator(ticker);
  private final EmbeddedChannel loop = new EmbeddedChannel();

  AuthenticatorTest() {
    loop.freezeTime();
  }

  @AfterEach
  void close() {
    authenticator.close();
    loop.finishAndReleaseAll();
  }

  private static Peer peer(int last, Set<String> subjects) {
    byte[] address = {10, (byte) (last >> 16), (byte) (last >> 8), (byte) last};
    return Peer.of("10.0.0.1", address, subjects);
  }

  private static AdminApiConfig api(boolean users, boolean tokens, boolean certificates) {
    String hash = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
    return new AdminApiConfig(
        new AdminAuthConfig(
            users ? new PasswordFile("/u", Map.of("anna", hash)) : null,
            "Forebay",
            tokens ? List.of(new AdminTokenConfig("ci", TokenFile.of("/ci", TOKEN))) : List.of(),
            certificates
                ? List.of(new AdminCertificateConfig("deploy", "deploy.test"))
                : List.of()),
        null);
  }

  private CompletableFuture<Verdict> ask(AdminApiConfig api, Peer peer, String... authorization) {
    HttpHeaders headers = new DefaultHttpHeaders();
    List.of(authorization).forEach(it -> headers.add("Authorization", it));
    return authenticator.identify(api, peer, headers, loop.eventLoop());
  }

  private static String basic(String password) {
    byte[] both = ("anna:" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  private static Refusal refusal(CompletableFuture<Verdict> verdict) {
    return Objects.requireNonNull(verdict.join().refusal());
  }

  /** Time passes for clients that wait, too. */
  private void pass(Duration time) {
    ticker.advance(time);
    loop.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    loop.runPendingTasks();
  }

  @Test
  void right_isKnownWithItsWay() {
    AdminApiConfig api = api(true, true, true);
    assertThat(ask(api, PEER, basic("secret")).join().caller())
        .isEqualTo(new Caller("anna", Role.WRITE, "10.0.0.1, password"));
    assertThat(ask(api, PEER, "Bearer " + TOKEN).join().caller())
        .isEqualTo(new Caller("ci", Role.WRITE, "10.0.0.1, token"));
    assertThat(ask(api, peer(1, Set.of("CN=x", "deploy.test"))).join().caller())
        .isEqualTo(new Caller("deploy", Role.WRITE, "10.0.0.1, certificate"));
  }

  @Test
  void roles_decide() {
    AdminApiConfig some =
        new AdminApiConfig(
            api(true, true, false).auth(), new AdminRolesConfig(List.of("ci"), List.of()));
    assertThat(ask(some, PEER, "Bearer " + TOKEN).join().known().role()).isEqualTo(Role.READ);
    assertThat(ask(some, PEER, basic("secret")).join().known().role()).isEqualTo(Role.NONE);
  }

  @Test
  void certificateOnly_anotherOne_is403() {
    AdminApiConfig api = api(false, false, true);
    assertThat(refusal(ask(api, PEER)))
        .isEqualTo(Refusal.of(403, "no certificate (expected: one of client_certificates)"));
    assertThat(refusal(ask(api, peer(1, Set.of("CN=x")))).reason())
        .startsWith("a certificate of nobody that is known here");
  }

  @Test
  void whatIsSaid_goesBeforeTheCertificate() {
    AdminApiConfig api = api(true, true, true);
    Peer deploy = peer(1, Set.of("deploy.test"));
    assertThat(ask(api, deploy, "Bearer " + TOKEN).join().known().name()).isEqualTo("ci");
    assertThat(ask(api, deploy, "Bearer x")).isNotDone();
  }

  @Test
  void wrongToken_waitsLongerEachTime() {
    AdminApiConfig api = api(false, true, false);
    for (long millis : new long[] {250, 500, 1000, 2000}) {
      CompletableFuture<Verdict> verdict = ask(api, PEER, "Bearer wrong");
      pass(Duration.ofMillis(millis - 1));
      assertThat(verdict).isNotDone();
      pass(Duration.ofMillis(1));
      assertThat(refusal(verdict).status()).isEqualTo(401);
      assertThat(refusal(verdict).fields())
          .containsEntry("WWW-Authenticate", "Bearer realm=\"Forebay\"");
    }
  }

  @Test
  void manyAtOnce_areNotLookedAtAnyMore_butARightTokenIs() {
    AdminApiConfig api = api(true, true, false);
    for (int i = 0; i < 5; i++) {
      ask(api, PEER, "Bearer wrong");
    }
    Refusal refusal = refusal(ask(api, PEER, basic("secret")));
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.fields()).containsEntry("Retry-After", "3");
    assertThat(ask(api, PEER, "Bearer " + TOKEN).join().caller()).isNotNull();
    assertThat(ask(api, peer(2, Set.of()), basic("secret")).join().caller()).isNotNull();
    pass(Duration.ofSeconds(3));
    assertThat(ask(api, PEER, basic("secret")).join().caller()).isNotNull();
  }

  @Test
  void wrongPasswordsAtOnce_countBeforeTheyAreVerified() {
    AdminApiConfig api = api(true, false, false);
    List<CompletableFuture<Verdict>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(ask(api, PEER, basic("wrong" + i)));
    }
    assertThat(all.stream().filter(it -> it.isDone() && refusal(it).status() == 429)).hasSize(15);
  }

  @Test
  void rightPasswordsAtOnce_countForNothing() {
    AdminApiConfig api = api(true, false, false);
    for (int i = 0; i < 100; i++) {
      assertThat(ask(api, PEER, basic("secret")).join().caller()).isNotNull();
    }
  }

  /** Whoever has many addresses is not slowed down, but takes no more than there is. */
  @Test
  void tenThousandWrongTokens_fromManyAddresses_areBounded() {
    AdminApiConfig api = api(true, true, false);
    List<CompletableFuture<Verdict>> waiting = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      CompletableFuture<Verdict> verdict = ask(api, peer(i, Set.of()), "Bearer wrong" + i);
      if (!verdict.isDone()) {
        waiting.add(verdict);
      }
    }
    assertThat(waiting).hasSize(FailedLogins.MOST_WAITING);
    assertThat(ask(api, peer(20_000, Set.of()), basic("secret")).join().caller()).isNotNull();
    pass(FailedLogins.FIRST);
    assertThat(waiting).allMatch(CompletableFuture::isDone);
    assertThat(ask(api, PEER, "Bearer wrong")).isNotDone();
  }
}
