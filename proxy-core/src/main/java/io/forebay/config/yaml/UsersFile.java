package io.forebay.config.yaml;

import io.forebay.config.PasswordFile;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of users: {@code NAME:HASH} on a line, as {@code htpasswd -B} writes it. Lines that begin
 * with {@code #} and empty ones count for nothing. Problems never show what stands on a line but
 * the name: it may be a password.
 */
final class UsersFile {
  private static final String LINE = "NAME:HASH";
  private static final int MOST_PROBLEMS = 10;

  private final Place place;
  private final String file;
  private final Map<String, String> hashes = new HashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private int number;
  private int wrong;

  private UsersFile(Place place, String file) {
    this.place = place;
    this.file = file;
  }

  /** What the file named at {@code place} holds; null after a problem. */
  static @Nullable PasswordFile read(Place place) {
    String name = Scalars.text(place, FileContent.EXPECTED);
    String content = name == null ? null : FileContent.read(place, name, PasswordFile.MAX_BYTES);
    return name == null || content == null
        ? null
        : new UsersFile(place, FileContent.path(place, name).toString()).parse(content);
  }

  private @Nullable PasswordFile parse(String content) {
    content.lines().forEach(this::add);
    if (wrong > MOST_PROBLEMS) {
      place.problem(file + ": " + (wrong - MOST_PROBLEMS) + " more lines are wrong");
    }
    if (wrong == 0 && hashes.isEmpty()) {
      place.problem(file + ": no user (expected: at least one line " + LINE + ")");
    }
    return wrong > 0 || hashes.isEmpty() ? null : new PasswordFile(file, hashes);
  }

  private void add(String written) {
    number++;
    String line = written.strip();
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    int colon = line.indexOf(':');
    if (colon <= 0) {
      problem("no user (expected: " + LINE + ")");
      return;
    }
    String name = line.substring(0, colon);
    Integer first = lines.putIfAbsent(name, number);
    if (first != null) {
      problem(Texts.value(name) + ": a second time (first on line " + first + ")");
    } else if (name.chars().anyMatch(Character::isISOControl)) {
      problem(Texts.value(name) + " (expected: a name without control characters)");
    } else if (!PasswordFile.isHash(line.substring(colon + 1))) {
      problem(Texts.value(name) + ": something else (expected: " + PasswordFile.HASH + ")");
    } else {
      hashes.put(name, line.substring(colon + 1));
    }
  }

  private void problem(String message) {
    if (++wrong <= MOST_PROBLEMS) {
      place.problem(file + ":" + number + ": " + message);
    }
  }
}
