package io.forebay.config.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts in what a value takes from elsewhere: <code>${NAME}</code> and <code>${NAME:-default}</code>
 * from the environment, <code>${file:/path}</code> from a file. It works on one scalar after
 * another once YAML has been parsed, so what is put in cannot change the structure. <code>$${
 * </code> before either of these is a literal <code>${</code>. A reference that begins with a
 * lower-case letter is a template, filled in when requests are served, and is left alone.
 */
final class Substitution {
  /** Keys and tokens are short; a certificate chain is not put into a configuration. */
  static final int MAX_FILE_BYTES = 64 << 10;

  private static final Pattern REFERENCE =
      Pattern.compile("(\\$?)\\$\\{(?!(?!file:)[a-z])([^}]*)(}?)");
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Z_][A-Z0-9_]*)(?::-(.*))?", Pattern.DOTALL);
  private static final Pattern TEMPLATE = Pattern.compile("\\$\\{(?!file:)[a-z]");
  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|PRIVATE_KEY|API_KEY).*");
  private static final String FILE = "file:";

  private final Map<String, String> environment;
  private final Secrets secrets;
  private final SourceFiles sources;

  Substitution(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.secrets = problems.secrets();
    this.sources = problems.sources();
  }

  /**
   * Nothing more than the text where nothing is put in.
   *
   * @param text the value
   * @param whole whether the value consists of one reference and nothing else
   * @param template whether the value as written has a template in it
   * @param secret whether part of it must not be shown
   * @param problem what is wrong, or null
   */
  record Result(
      String text, boolean whole, boolean template, boolean secret, @Nullable String problem) {}

  Result apply(String written) {
    if (!written.contains("${")) {
      return new Result(written, false, false, false, null);
    }
    boolean template = TEMPLATE.matcher(written).find();
    StringBuilder text = new StringBuilder();
    Matcher reference = REFERENCE.matcher(written);
    boolean whole = false;
    boolean secret = false;
    while (reference.find()) {
      if (!reference.group(1).isEmpty()) {
        String literal = "${" + reference.group(2) + reference.group(3);
        reference.appendReplacement(text, Matcher.quoteReplacement(literal));
        continue;
      }
      Value value = value(reference.group(2), reference.group(3).isEmpty());
      if (value.problem != null) {
        return new Result(written, false, template, false, value.problem);
      }
      secret |= value.secret;
      whole = reference.start() == 0 && reference.end() == written.length();
      reference.appendReplacement(text, Matcher.quoteReplacement(value.text));
    }
    reference.appendTail(text);
    if (secret) {
      secrets.add(text.toString(), written);
    }
    return new Result(text.toString(), whole, template, secret, null);
  }

  /** The text that {@link #apply} turns into this one. */
  static String escape(String text) {
    return REFERENCE.matcher(text).replaceAll(it -> Matcher.quoteReplacement("$" + it.group()));
  }

  private record Value(String text, boolean secret, @Nullable String problem) {
    static Value refused(String problem) {
      return new Value("", false, problem);
    }
  }

  private Value value(String reference, boolean unclosed) {
    if (unclosed) {
      return Value.refused("${" + Texts.value(reference) + " (expected: } after it)");
    }
    if (reference.startsWith(FILE)) {
      return content(reference.substring(FILE.length()));
    }
    Matcher variable = VARIABLE.matcher(reference);
    if (!variable.matches()) {
      return Value.refused(
          "${"
              + Texts.value(reference)
              + "} (expected: ${NAME}, ${NAME:-default} or ${file:/path}; $${ for a literal ${)");
    }
    String name = variable.group(1);
    String found = environment.get(name);
    String fallback = variable.group(2);
    if (fallback != null && (found == null || found.isEmpty())) {
      return new Value(fallback, false, null);
    }
    return found == null
        ? Value.refused(
            "${"
                + Texts.value(name)
                + "}: the environment has no such variable (expected: it to be set, or a default:"
                + " ${NAME:-default})")
        : new Value(found, SECRET_NAME.matcher(name).matches(), null);
  }

  private Value content(String name) {
    String shown = "${file:" + Texts.value(name) + "}";
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute()) {
        return Value.refused(shown + " (expected: an absolute path)");
      }
      sources.missing(path, MAX_FILE_BYTES + 1);
      if (!Files.isRegularFile(path)) {
        return Value.refused(shown + ": no such file");
      }
      byte[] bytes = sources.read(path, MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        return Value.refused(shown + ": too large (expected: at most 64 KiB)");
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      String text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return new Value(withoutLastLineBreak(text), true, null);
    } catch (CharacterCodingException e) {
      return Value.refused(shown + ": not UTF-8 (expected: a text file in UTF-8)");
    } catch (IOException | IllegalArgumentException e) {
      return Value.refused(shown + ": cannot be read (expected: a file that may be read)");
    }
  }

  private static String withoutLastLineBreak(String text) {
    if (!text.endsWith("\n")) {
      return text;
    }
    int end = text.length() - (text.endsWith("\r\n") ? 2 : 1);
    return text.substring(0, end);
  }
}
