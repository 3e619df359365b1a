package io.forebay.admin.auth;

import io.forebay.admin.resource.Caller;
import io.forebay.admin.resource.Caller.Role;
import io.forebay.auth.BasicCredentials;
import io.forebay.auth.PasswordChecks;
import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminAuthConfig;
import io.forebay.config.AdminCertificateConfig;
import io.forebay.config.AdminTokenConfig;
import io.forebay.config.PasswordFile;
import io.forebay.config.TokenFile;
import io.forebay.util.Ticker;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: by a password, a bearer token or the certificate of the connection. Who says
 * something wrong is slowed down as {@link FailedLogins} says; tokens are looked at in any case,
 * since nobody guesses one. Admin event loop only; answers that take long come on other threads.
 */
public final class Authenticator implements AutoCloseable {

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";
  private static final int WORKER = 0;

  private final PasswordChecks passwords;
  private final FailedLogins failed;

  /** Nobody has failed yet. */
  public Authenticator(Ticker ticker) {
    this.passwords = new PasswordChecks(1, ticker);
    this.failed = new FailedLogins(ticker);
  }

  /**
   * Who sends a request with these {@code headers}, and what that name may do.
   *
   * @param api which has {@code auth}
   * @param timer by which wrong answers are held back
   */
  public CompletableFuture<Verdict> identify(
      AdminApiConfig api, Peer peer, HttpHeaders headers, ScheduledExecutorService timer) {
    AdminAuthConfig auth = api.requiredAuth();
    List<String> fields = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (fields.isEmpty()) {
      return done(byCertificate(api, auth, peer));
    }
    String said = fields.size() == 1 ? fields.get(0) : "";
    String scheme = said.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BEARER)) {
      return byToken(api, auth, peer, said.substring(BEARER.length()).strip(), timer);
    }
    byte[] bytes = said.getBytes(StandardCharsets.ISO_8859_1);
    BasicCredentials credentials =
        scheme.startsWith(BASIC) ? BasicCredentials.parse(bytes, 0, bytes.length) : null;
    if (credentials == null) {
      return done(Verdict.of(unauthorized(auth, "Authorization: something else")));
    }
    return byPassword(api, auth, peer, credentials, timer);
  }

  // ---- certificates ----

  private static Verdict byCertificate(AdminApiConfig api, AdminAuthConfig auth, Peer peer) {
    for (AdminCertificateConfig it : auth.clientCertificates()) {
      if (peer.subjects().contains(it.subject())) {
        return known(api, it.name(), peer, "certificate");
      }
    }
    if (auth.sendsSecrets()) {
      return Verdict.of(unauthorized(auth, "who are you?"));
    }
    String reason =
        peer.subjects().isEmpty() ? "no certificate" : "a certificate of nobody that is known here";
    return Verdict.of(Refusal.of(403, reason + " (expected: one of client_certificates)"));
  }

  // ---- tokens ----

  /** All are compared, whichever it is. */
  private CompletableFuture<Verdict> byToken(
      AdminApiConfig api,
      AdminAuthConfig auth,
      Peer peer,
      String token,
      ScheduledExecutorService timer) {
    byte[] digest = TokenFile.digestOf(token);
    String name = null;
    for (AdminTokenConfig it : auth.tokens()) {
      if (it.file().matches(digest)) {
        name = it.name();
      }
    }
    if (name != null) {
      return done(known(api, name, peer, "token"));
    }
    Verdict early = tooEarly(peer);
    if (early != null) {
      return done(early);
    }
    return late(
        peer, failed.add(peer.key()), unauthorized(auth, "wrong").after("wrong token"), timer);
  }

  // ---- passwords ----

  private CompletableFuture<Verdict> byPassword(
      AdminApiConfig api,
      AdminAuthConfig auth,
      Peer peer,
      BasicCredentials said,
      ScheduledExecutorService timer) {
    Verdict early = tooEarly(peer);
    if (early != null) {
      return done(early);
    }
    PasswordFile users = auth.usersFile();
    if (users == null) {
      Refusal refusal = unauthorized(auth, "wrong").after("password where there are no users");
      return late(peer, failed.add(peer.key()), refusal, timer);
    }
    boolean isUser = users.hashes().containsKey(said.name());
    String hash = users.hashes().getOrDefault(said.name(), users.hashOfNobody());
    CompletableFuture<Boolean> check = passwords.check(WORKER, hash, said.password());
    boolean atOnce = check.isDone() && !check.isCompletedExceptionally() && check.join();
    if (atOnce && isUser) {
      return done(known(api, said.name(), peer, "password"));
    }
    // Whoever asks on many connections at once does not gain by what is still being verified.
    Duration cost = failed.add(peer.key());
    String attempt = isUser ? "wrong password of " + said.name() : "password of an unknown user";
    return check
        .handle((right, failure) -> failure == null ? right : null)
        .thenCompose(
            right -> {
              if (right == null) {
                failed.giveBack(peer.key(), cost);
                return done(Verdict.of(overloaded()));
              }
              if (right && isUser) {
                failed.giveBack(peer.key(), cost);
                return done(known(api, said.name(), peer, "password"));
              }
              return late(peer, cost, unauthorized(auth, "wrong").after(attempt), timer);
            });
  }

  private static Refusal overloaded() {
    return Refusal.of(503, "too many passwords wait to be verified").withField("Retry-After", "1");
  }

  // ---- what comes of it ----

  private static Verdict known(AdminApiConfig api, String name, Peer peer, String how) {
    Role role = api.mayWrite(name) ? Role.WRITE : api.mayRead(name) ? Role.READ : Role.NONE;
    return Verdict.of(new Caller(name, role, peer.name() + ", " + how));
  }

  private @Nullable Verdict tooEarly(Peer peer) {
    Duration left = failed.refused(peer.key());
    if (left.isZero()) {
      return null;
    }
    long seconds = left.toSeconds() + 1;
    return Verdict.of(
        Refusal.of(429, "too many wrong tokens or passwords from your address")
            .withField("Retry-After", Long.toString(seconds))
            .after("too many wrong tokens or passwords"));
  }

  private CompletableFuture<Verdict> late(
      Peer peer, Duration delay, Refusal refusal, ScheduledExecutorService timer) {
    Verdict verdict = Verdict.of(refusal);
    if (!failed.enter()) {
      return done(verdict);
    }
    CompletableFuture<Verdict> later = new CompletableFuture<>();
    later.whenComplete((it, failure) -> failed.leave());
    timer.schedule(() -> later.complete(verdict), delay.toNanos(), TimeUnit.NANOSECONDS);
    return later;
  }

  private static Refusal unauthorized(AdminAuthConfig auth, String what) {
    String realm = " realm=\"" + auth.realm().replaceAll("[\"\\\\]", "\\\\$0") + "\"";
    StringBuilder challenge = new StringBuilder();
    if (auth.usersFile() != null) {
      challenge.append("Basic").append(realm).append(", charset=\"UTF-8\"");
    }
    if (!auth.tokens().isEmpty()) {
      challenge.append(challenge.isEmpty() ? "" : ", ").append("Bearer").append(realm);
    }
    return Refusal.of(401, what).withField("WWW-Authenticate", challenge.toString());
  }

  private static CompletableFuture<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedFuture(verdict);
  }

  @Override
  public void close() {
    passwords.close();
  }
}
