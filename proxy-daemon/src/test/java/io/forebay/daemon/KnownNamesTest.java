package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class KnownNamesTest {

  private final KnownNames names = new KnownNames(2);

  @Test
  void room_used_isLeftForNamesThatWereThereOnly() {
    names.requireRoom("app", "one");
    names.add("app", "one");
    names.add("app", "one");
    names.requireRoom("app", "two");
    names.add("app", "two");
    names.requireRoom("app", "one");
    assertThatIllegalStateException()
        .isThrownBy(() -> names.requireRoom("app", "three"))
        .withMessageContaining("app/three: 2 names")
        .withMessageContaining("(expected: a name that was there before");
  }
}
