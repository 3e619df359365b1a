package io.forebay.tls.certificate;

import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the blocks out of a text in PEM format (RFC 7468); what stands between them is ignored. */
final class PemText {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** The mark of UTF-8 that some editors put first, one character for each byte. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final List<String> lines;
  private final List<PemBlock> blocks = new ArrayList<>();
  private int next;

  private PemText(String text) {
    String unmarked =
        text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    this.lines = unmarked.lines().map(String::strip).toList();
  }

  /**
   * All blocks in their order, at least one.
   *
   * @throws UnreadableException if there is none, or one is cut off or no base64
   */
  static List<PemBlock> blocks(byte[] file) throws UnreadableException {
    if (file.length == 0) {
      throw new UnreadableException("the file is empty");
    }
    PemText text = new PemText(Ascii.text(file, 0, file.length));
    while (text.next < text.lines.size()) {
      String label = label(text.lines.get(text.next++), BEGIN);
      if (label != null) {
        text.blocks.add(text.block(label));
      }
    }
    if (text.blocks.isEmpty()) {
      throw new UnreadableException(
          Der.isSequence(file)
              ? "binary, DER or PKCS#12 (expected: PEM, text with lines of -----BEGIN)"
              : "nothing in PEM format (expected: a line of -----BEGIN)");
    }
    return text.blocks;
  }

  private static @Nullable String label(String line, String boundary) {
    boolean found = line.startsWith(boundary) && line.endsWith(DASHES);
    int end = line.length() - DASHES.length();
    return found && end > boundary.length() ? line.substring(boundary.length(), end) : null;
  }

  /** What follows its first line. */
  private PemBlock block(String label) throws UnreadableException {
    int first = next;
    boolean encrypted = false;
    StringBuilder base64 = new StringBuilder();
    while (next < lines.size()) {
      String line = lines.get(next++);
      if (line.equals(END + label + DASHES)) {
        return new PemBlock(label, first, encrypted, decoded(label, first, base64.toString()));
      }
      if (line.startsWith(DASHES)) {
        break;
      }
      boolean header = line.indexOf(':') >= 0;
      encrypted |= header && line.contains("ENCRYPTED");
      if (!header) {
        base64.append(line);
      }
    }
    throw new UnreadableException(
        "the block of line " + first + " is cut off (expected: " + END + label + DASHES + ")");
  }

  private static byte[] decoded(String label, int line, String base64) throws UnreadableException {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new UnreadableException(label + " of line " + line + " is damaged (expected: base64)");
  }
}
