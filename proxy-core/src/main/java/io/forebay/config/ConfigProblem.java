package io.forebay.config;

/**
 * Something wrong, or doubtful, at a place in a configuration file.
 *
 * @param file as the user named it
 * @param line from 1; 1 when the whole file is meant
 * @param column in code points, from 1
 * @param path the keys that lead there, such as {@code listeners.web.routes[0].match}; empty for
 *     the file as a whole
 * @param message what is wrong and what was expected, one line
 */
public record ConfigProblem(String file, int line, int column, String path, String message) {

  /** {@code FILE:LINE:COLUMN: path: message}. */
  @Override
  public String toString() {
    String place = file + ":" + line + ":" + column + ": ";
    return path.isEmpty() ? place + message : place + path + ": " + message;
  }
}
