package io.forebay.runtime;

import io.forebay.backend.Server;
import io.forebay.config.ServerConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A weight that an operator asks for.
 *
 * @param amount 0 to 256, or a percentage of the configured weight
 */
public record ServerWeight(int amount, boolean percent) {

  private static final int ALL = 100;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(%?)");
  private static final String EXPECTED =
      "a whole number from 0 to 256, or a percentage of the configured weight such as 50%";

  /**
   * Reads {@code 5} or {@code 50%}.
   *
   * @throws IllegalArgumentException with a message fit for operators
   */
  public static ServerWeight parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw refused(text);
    }
    ServerWeight weight =
        new ServerWeight(Integer.parseInt(matcher.group(1)), !matcher.group(2).isEmpty());
    if (!weight.percent && weight.amount > ServerConfig.MAX_WEIGHT) {
      throw refused(text);
    }
    return weight;
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException("weight: " + text + " (expected: " + EXPECTED + ")");
  }

  /**
   * The weight of a server whose configured one is {@code configured}; {@link
   * Server#NO_RUNTIME_WEIGHT} where that is the same.
   *
   * @throws IllegalArgumentException with a message fit for operators, where a percentage is no
   *     whole number or too large
   */
  public int runtimeWeight(int configured) {
    int wanted = amount;
    if (percent) {
      long hundredfold = (long) amount * configured;
      if (hundredfold % ALL != 0 || hundredfold / ALL > ServerConfig.MAX_WEIGHT) {
        throw new IllegalArgumentException(
            "weight: %s of %d (expected: a whole number from 0 to 256; larger weights in the file"
                    .formatted(this, configured)
                + " allow finer shares)");
      }
      wanted = (int) (hundredfold / ALL);
    }
    return wanted == configured ? Server.NO_RUNTIME_WEIGHT : wanted;
  }

  @Override
  public String toString() {
    return amount + (percent ? "%" : "");
  }
}
