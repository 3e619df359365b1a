package io.forebay.config.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that must not be shown, and what is shown instead: the value as the file has it. */
public final class Secrets {
  /** A shorter one would hide parts of words that have nothing to do with it. */
  private static final int SHORTEST_PART = 6;

  private final Map<String, String> writtenByText = new LinkedHashMap<>();

  Secrets() {}

  void add(String text, String written) {
    if (!text.isEmpty()) {
      writtenByText.putIfAbsent(text, written);
    }
  }

  /** How this value was written, or null when it is no secret. */
  @Nullable String written(String text) {
    return writtenByText.get(text);
  }

  /** A message without any of them. */
  String hide(String message) {
    String hidden = message;
    for (Map.Entry<String, String> entry : writtenByText.entrySet()) {
      if (entry.getKey().length() >= SHORTEST_PART) {
        hidden = hidden.replace(entry.getKey(), entry.getValue());
      }
    }
    return hidden;
  }
}
