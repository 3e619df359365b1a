package io.forebay.config.yaml;

import io.forebay.config.InvalidConfigException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a configuration file. Whatever the file holds, the outcome is a configuration or an {@link
 * InvalidConfigException} with all its problems: the parser neither crashes nor guesses. Files are
 * limited to 4 MiB, nesting to {@value TreeBuilder#MAX_DEPTH} levels.
 */
public final class YamlConfigParser {
  private YamlConfigParser() {}

  /** Reads a file of the file system, which problems name as {@code file} does. */
  public static ParsedConfig parse(Path file) throws InvalidConfigException {
    return parse(file, new SourceFiles());
  }

  /**
   * Reads a file of the file system, which problems name as {@code file} does.
   *
   * @param sources told of every file that is read, also where there are problems
   */
  public static ParsedConfig parse(Path file, SourceFiles sources) throws InvalidConfigException {
    Problems problems = new Problems(file.toString(), sources);
    return parse(SourceText.read(file, problems), problems, System.getenv());
  }

  /**
   * @param fileName what problems call the file
   * @param content UTF-8
   */
  public static ParsedConfig parse(String fileName, byte[] content) throws InvalidConfigException {
    Problems problems = new Problems(fileName);
    return parse(SourceText.decode(content, problems), problems, System.getenv());
  }

  /**
   * @param fileName what problems call the file
   * @param text the whole file
   */
  public static ParsedConfig parse(String fileName, String text) throws InvalidConfigException {
    return parse(fileName, text, System.getenv());
  }

  /**
   * @param fileName what problems call the file
   * @param text the whole file
   * @param environment the variables that values can refer to
   */
  public static ParsedConfig parse(String fileName, String text, Map<String, String> environment)
      throws InvalidConfigException {
    Problems problems = new Problems(fileName);
    return parse(SourceText.check(text, problems), problems, environment);
  }

  private static ParsedConfig parse(String text, Problems problems, Map<String, String> environment)
      throws InvalidConfigException {
    YamlNode root = new TreeBuilder(problems, environment).build(text);
    return new RootSection(problems).read(root);
  }
}
