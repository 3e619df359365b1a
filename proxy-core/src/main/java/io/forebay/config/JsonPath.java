package io.forebay.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a JSON document, such as {@code $.checks[0].status} or {@code $['db-main'].up}.
 *
 * @param steps from the root, at most {@link #MAX_STEPS}
 */
public record JsonPath(List<Step> steps) {
  public static final int MAX_STEPS = 32;
  private static final String EXPECTED =
      "a path such as $.status, $.checks[0].ok or $['any name'], of at most 32 steps";
  private static final Pattern STEP =
      Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_-]*)|\\['([^']+)'\\]|\\[(0|[1-9][0-9]{0,5})\\]");

  /**
   * To a member of an object, or to an item of an array.
   *
   * @param name of the member; empty for an item
   * @param index of the item, from 0; -1 for a member
   */
  public record Step(String name, int index) {

    @Override
    public String toString() {
      if (index >= 0) {
        return "[" + index + "]";
      }
      String dotted = "." + name;
      return STEP.matcher(dotted).matches() ? dotted : "['" + name + "']";
    }
  }

  public JsonPath {
    steps = List.copyOf(steps);
    Checks.require(steps.size() <= MAX_STEPS, "path", steps.size(), EXPECTED);
  }

  /**
   * @throws IllegalArgumentException with a message fit for users
   */
  public static JsonPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int at = 1;
    while (text.startsWith("$") && at < text.length() && steps.size() <= MAX_STEPS) {
      if (!matcher.region(at, text.length()).lookingAt()) {
        break;
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    if (at != text.length() || !text.startsWith("$") || steps.size() > MAX_STEPS) {
      throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
    return new JsonPath(steps);
  }

  private static Step step(Matcher matcher) {
    if (matcher.group(3) != null) {
      return new Step("", Integer.parseInt(matcher.group(3)));
    }
    return new Step(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), -1);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("$");
    steps.forEach(text::append);
    return text.toString();
  }
}
