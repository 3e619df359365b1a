package io.forebay.admin.page;

import io.forebay.backend.AdminState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller can do with a server here. */
enum Action {
  READY("Ready", AdminState.READY),
  DRAIN("Drain", AdminState.DRAIN),
  MAINT("Maint", AdminState.MAINT),
  WEIGHT("Weight", null);

  private final String title;
  private final @Nullable AdminState state;

  Action(String title, @Nullable AdminState state) {
    this.title = title;
    this.state = state;
  }

  /** Null for a word that is none. */
  static @Nullable Action of(@Nullable String word) {
    for (Action it : values()) {
      if (it.word().equals(word)) {
        return it;
      }
    }
    return null;
  }

  /** For buttons. */
  String title() {
    return title;
  }

  /** For queries and forms. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is wanted of the server afterwards; null where that does not change. */
  @Nullable AdminState state() {
    return state;
  }
}
