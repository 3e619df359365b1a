package io.forebay.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the values of one path: those with conditions first, else in the order of adding. */
final class Choices<T> {
  private final List<Choice<T>> conditional = new ArrayList<>();
  private @Nullable Choice<T> unconditional;

  void add(T value, boolean hasConditions) {
    Choice<T> choice = new Choice<>(value, hasConditions);
    if (hasConditions) {
      conditional.add(choice);
    } else if (unconditional == null) {
      unconditional = choice;
    }
  }

  /** Links the values; {@code rest} is tried where all of them have conditions and none holds. */
  Choice<T> link(@Nullable Choice<T> rest) {
    Choice<T> at = unconditional == null ? rest : unconditional;
    for (int i = conditional.size() - 1; i >= 0; i--) {
      conditional.get(i).next = at;
      at = conditional.get(i);
    }
    if (at == null) {
      throw new IllegalStateException("no value");
    }
    return at;
  }
}
