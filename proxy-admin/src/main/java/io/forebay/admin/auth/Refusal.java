package io.forebay.admin.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody is not let in.
 *
 * @param reason for the client: tells nothing that helps to guess
 * @param fields of the answer's head
 * @param attempt for the log, what was tried that did not fit; null if nothing was
 */
public record Refusal(
    int status, String reason, Map<String, String> fields, @Nullable String attempt) {

  public Refusal {
    fields = Map.copyOf(fields);
  }

  static Refusal of(int status, String reason) {
    return new Refusal(status, reason, Map.of(), null);
  }

  Refusal withField(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Refusal(status, reason, more, attempt);
  }

  Refusal after(String attempt) {
    return new Refusal(status, reason, fields, attempt);
  }
}
