package io.forebay.config.yaml;

import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.reader.StreamReader;

/** From a file to text that is worth parsing: small enough, UTF-8, printable. */
final class SourceText {
  static final int MAX_BYTES = 4 << 20;

  private SourceText() {}

  static String read(Path file, Problems problems) throws InvalidConfigException {
    problems.sources().missing(file, MAX_BYTES + 1);
    if (!Files.exists(file)) {
      throw problems.stop("no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw problems.stop(
          Files.isDirectory(file) ? "a directory (expected: a file)" : "not a file");
    }
    try {
      return decode(problems.sources().read(file, MAX_BYTES + 1), problems);
    } catch (AccessDeniedException e) {
      throw problems.stop("cannot be read: permission denied");
    } catch (IOException e) {
      throw problems.stop("cannot be read: " + e.getMessage());
    }
  }

  static String decode(byte[] content, Problems problems) throws InvalidConfigException {
    if (content.length > MAX_BYTES) {
      throw problems.stop("too large (expected: at most 4 MiB)");
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      return check(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), problems);
    } catch (CharacterCodingException e) {
      // A lenient reading keeps every line break, so the line of the first bad character is right.
      String lenient = new String(content, StandardCharsets.UTF_8);
      Position at = Position.of(lenient, Math.max(0, lenient.indexOf('\uFFFD')));
      throw problems.stop(at.line, at.column, "not UTF-8 (expected: a text file in UTF-8)");
    }
  }

  static String check(String text, Problems problems) throws InvalidConfigException {
    if (text.length() > MAX_BYTES) {
      throw problems.stop("too large (expected: at most 4 MiB)");
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (int i = 0; i < content.length(); ) {
      int c = content.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        Position at = Position.of(content, i);
        throw problems.stop(at.line, at.column, String.format("control character U+%04X", c));
      }
      i += Character.charCount(c);
    }
    return content;
  }

  /** Line and column of an index, both from 1. */
  private record Position(int line, int column) {
    static Position of(String text, int index) {
      int lineStart = text.lastIndexOf('\n', index - 1) + 1;
      int line = 1 + (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
      return new Position(line, 1 + text.codePointCount(lineStart, index));
    }
  }
}
