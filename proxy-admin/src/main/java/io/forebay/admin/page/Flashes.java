package io.forebay.admin.page;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last {@value #KEPT} flashes, under names that nobody guesses. Any thread. */
final class Flashes {

  private static final int KEPT = 64;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Flash> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Flash> eldest) {
          return size() > KEPT;
        }
      };

  /** Keeps one more; returns its name. */
  synchronized String add(Flash flash) {
    String name = Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
    kept.put(name, flash);
    return name;
  }

  /** Null for a name that is not known any more, or never was. */
  synchronized @Nullable Flash find(@Nullable String name) {
    return kept.get(name);
  }
}
