package io.forebay.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that needs no server.
 *
 * @param status 200 to 599; 204, 205 and 304 have no body
 * @param headers as in {@link HeaderOps#set()}; Content-Type is among them where there is a body
 * @param body a template, one character for each byte, at most {@link #MAX_BODY_BYTES}
 * @param file where the body was read, an absolute path; null where the configuration itself has it
 */
public record RespondConfig(
    int status, Map<String, String> headers, String body, @Nullable String file) {
  public static final int DEFAULT_STATUS = 200;
  public static final int MAX_BODY_BYTES = 1 << 20;

  /** Of a body that is made for each request. */
  public static final int MAX_TEMPLATE_BYTES = 32 << 10;

  public RespondConfig {
    Checks.range("status", status, 200, 599);
    headers = Checks.ordered(headers);
    Checks.require(
        body.isEmpty() || !isBodyless(status), "body", status, "no body with this status");
    TextTemplate text = TextTemplate.parse(body, TextTemplate.Scope.REQUEST);
    int most = text.isConstant() ? MAX_BODY_BYTES : MAX_TEMPLATE_BYTES;
    Checks.range("body", text.literals().length(), 0, most);
  }

  /** Whether an answer with this status never has a body (RFC 9110 section 15). */
  public static boolean isBodyless(int status) {
    return status == 204 || status == 205 || status == 304;
  }
}
