package io.forebay.config.yaml;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Collects what is wrong with one file, so that the user learns of everything at once. */
final class Problems {
  /** More than anybody reads; aliases can repeat one mistake very often. */
  private static final int MOST = 1_000;

  private static final int LONGEST_MESSAGE = 600;
  private static final int LONGEST_PATH = 300;
  private static final Comparator<ConfigProblem> BY_PLACE =
      Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column);

  private record Point(int line, int column) {}

  private final String file;
  private final SourceFiles sources;
  private final Vocabulary vocabulary;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private final Set<Point> settled = new HashSet<>();
  private final Secrets secrets = new Secrets();
  private int count;
  private int untold;

  Problems(String file) {
    this(file, Vocabulary.NONE);
  }

  /**
   * @param sources told of every file that is read
   */
  Problems(String file, SourceFiles sources) {
    this(file, sources, Vocabulary.NONE);
  }

  /**
   * @param vocabulary told what the parser looks for
   */
  Problems(String file, Vocabulary vocabulary) {
    this(file, new SourceFiles(), vocabulary);
  }

  private Problems(String file, SourceFiles sources, Vocabulary vocabulary) {
    this.file = file;
    this.sources = sources;
    this.vocabulary = vocabulary;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  void add(int line, int column, String path, String message) {
    count++;
    if (settled.contains(new Point(line, column))) {
      return;
    }
    if (problems.size() == MOST) {
      untold++;
    } else {
      problems.add(problem(line, column, path, message));
    }
  }

  /** Adds a problem after which nothing else at this very place is worth telling. */
  void addLast(int line, int column, String path, String message) {
    add(line, column, path, message);
    settled.add(new Point(line, column));
  }

  void warn(int line, int column, String path, String message) {
    if (warnings.size() < MOST) {
      warnings.add(problem(line, column, path, message));
    }
  }

  /** What the file is called: its path, unless it came from elsewhere. */
  String file() {
    return file;
  }

  /** The files that were read so far. */
  SourceFiles sources() {
    return sources;
  }

  /** What no problem shows. */
  Secrets secrets() {
    return secrets;
  }

  private ConfigProblem problem(int line, int column, String path, String message) {
    String shortPath = Texts.clip(path, LONGEST_PATH);
    return new ConfigProblem(
        file, line, column, shortPath, Texts.clip(secrets.hide(message), LONGEST_MESSAGE));
  }

  /** How many there are so far; compare it later to learn whether a part was free of problems. */
  int count() {
    return count;
  }

  List<ConfigProblem> warnings() {
    return warnings.stream().filter(new OncePerPlace()).sorted(BY_PLACE).toList();
  }

  void throwIfAny() throws InvalidConfigException {
    if (count > 0) {
      throw exception();
    }
  }

  /** Adds a problem of the whole file after which nothing more can be found out. */
  InvalidConfigException stop(String message) {
    return stop(1, 1, message);
  }

  InvalidConfigException stop(int line, int column, String message) {
    add(line, column, "", message);
    return exception();
  }

  private InvalidConfigException exception() {
    List<ConfigProblem> all =
        new ArrayList<>(problems.stream().filter(new OncePerPlace()).sorted(BY_PLACE).toList());
    if (untold > 0) {
      int last = all.get(all.size() - 1).line();
      all.add(new ConfigProblem(file, last, 1, "", untold + " more problems are not shown"));
    }
    return new InvalidConfigException(all);
  }

  /** Aliases and copied backends repeat what is wrong with a value. */
  private static final class OncePerPlace implements Predicate<ConfigProblem> {
    private record Seen(int line, int column, String message) {}

    private final Set<Seen> seen = new HashSet<>();

    @Override
    public boolean test(ConfigProblem problem) {
      return seen.add(new Seen(problem.line(), problem.column(), problem.message()));
    }
  }
}
