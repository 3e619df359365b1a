package io.forebay.filter;

import io.forebay.auth.BasicCredentials;
import io.forebay.auth.PasswordChecks;
import io.forebay.config.BasicAuthConfig;
import io.forebay.config.PasswordFile;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.stats.AuthResult;
import io.forebay.util.Ascii;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who says a name and the password of it. A password that is not known yet is verified
 * elsewhere, while the request waits.
 */
public final class BasicAuthFilter implements HttpFilter {
  private static final byte[] AUTHORIZATION = Ascii.bytes("authorization");

  private final PasswordChecks checks;
  private final Map<String, String> hashes;
  private final String hashOfNobody;
  private final HeaderBlock challenge;
  private final boolean forwards;

  /** A filter for the users of {@code config}, which has some. */
  public BasicAuthFilter(BasicAuthConfig config, PasswordChecks checks) {
    PasswordFile users = config.requiredUsers();
    this.checks = checks;
    this.hashes = users.hashes();
    this.hashOfNobody = users.hashOfNobody();
    this.forwards = config.forward();
    String realm = config.realm().replaceAll("[\"\\\\]", "\\\\$0");
    this.challenge =
        HeaderBlock.builder()
            .add("WWW-Authenticate", "Basic realm=\"" + realm + "\", charset=\"UTF-8\"")
            .build();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    BasicCredentials said = credentials(exchange.clientRequest());
    if (said == null) {
      refuse(exchange, AuthResult.MISSING);
      return Verdict.REPLIED;
    }
    String hash = hashes.getOrDefault(said.name(), hashOfNobody);
    CompletableFuture<Boolean> check =
        checks.check(exchange.worker().index(), hash, said.password());
    if (!check.isDone()) {
      PasswordWait wait = new PasswordWait(this, exchange, said.name());
      exchange.note(FilterNote.BASIC_AUTH, wait);
      wait.begin(check);
      return Verdict.SUSPENDED;
    }
    return onResult(exchange, said.name(), result(check)) ? Verdict.CONTINUE : Verdict.REPLIED;
  }

  /** Null unless the request says them, and once only. */
  private static @Nullable BasicCredentials credentials(HttpHead head) {
    int line = head.indexOfReceived(AUTHORIZATION, 0);
    if (line < 0 || head.indexOfReceived(AUTHORIZATION, line + 1) >= 0) {
      return null;
    }
    return BasicCredentials.parse(head.bytes(), head.valueStart(line), head.valueEnd(line));
  }

  static AuthResult result(CompletableFuture<Boolean> check) {
    if (check.isCompletedExceptionally()) {
      return AuthResult.OVERLOAD;
    }
    return check.join() ? AuthResult.SUCCESS : AuthResult.FAILURE;
  }

  /** Whether the request may go on; it is answered otherwise. */
  boolean onResult(Exchange exchange, String name, AuthResult result) {
    if (result != AuthResult.SUCCESS) {
      refuse(exchange, result);
      return false;
    }
    count(exchange, result);
    exchange.note(FilterNote.AUTH_USER, Ascii.bytes(name));
    if (!forwards) {
      exchange.clientRequest().removeAll(AUTHORIZATION);
    }
    return true;
  }

  private void refuse(Exchange exchange, AuthResult result) {
    count(exchange, result);
    if (result == AuthResult.OVERLOAD) {
      exchange.refuse(ProxyError.AUTH_OVERLOADED);
    } else {
      exchange.refuse(ProxyError.UNAUTHORIZED, ProxyError.UNAUTHORIZED.status(), challenge);
    }
  }

  private static void count(Exchange exchange, AuthResult result) {
    exchange.worker().stats().authentications.add(result.ordinal(), 1);
  }

  @Override
  public boolean hearsFinish() {
    return true;
  }

  @Override
  public void onFinish(Exchange exchange) {
    if (exchange.note(FilterNote.BASIC_AUTH) instanceof PasswordWait wait) {
      wait.end();
    }
  }
}
