package io.forebay.http;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.util.Ascii;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which content coding a client wants (RFC 9110 section 12.5.3): what its Accept-Encoding said when
 * it came, whatever filters have made of that since. Used for one request. Event loop only.
 */
public final class AcceptEncoding {

  private static final byte[] NAME = Ascii.bytes("accept-encoding");
  private static final byte[] IDENTITY = Ascii.bytes("identity");
  private static final byte[] X_GZIP = Ascii.bytes("x-gzip");
  private static final byte[][] CODINGS = codings();

  private static final int UNSAID = -1;
  private static final int ONE = 1000;

  /** In thousandths, by the ordinal of the algorithm; then identity and {@code *}. */
  private final int[] weights = new int[CODINGS.length + 2];

  private AcceptEncoding() {
    Arrays.fill(weights, UNSAID);
  }

  private static byte[][] codings() {
    CompressionAlgorithm[] all = CompressionAlgorithm.values();
    byte[][] names = new byte[all.length][];
    for (CompressionAlgorithm it : all) {
      names[it.ordinal()] = Ascii.bytes(it.toString());
    }
    return names;
  }

  /**
   * The coding that the client wants most, of those it wants alike the first of {@code offered};
   * null where it wants none of them, or would rather have the body as it is.
   */
  public static @Nullable CompressionAlgorithm choose(
      HttpHead request, List<CompressionAlgorithm> offered) {
    AcceptEncoding accepted = null;
    for (int line = 0; line < request.receivedCount(); line++) {
      if (request.isNamed(line, NAME)) {
        accepted = accepted == null ? new AcceptEncoding() : accepted;
        accepted.read(request.bytes(), request.valueStart(line), request.valueEnd(line));
      }
    }
    return accepted == null ? null : accepted.best(offered);
  }

  private @Nullable CompressionAlgorithm best(List<CompressionAlgorithm> offered) {
    CompressionAlgorithm best = null;
    // Said outright, identity may be wanted more; unsaid it is what remains.
    int most = Math.max(weights[CODINGS.length], 1) - 1;
    for (int i = 0; i < offered.size(); i++) {
      int weight = weight(offered.get(i));
      if (weight > most) {
        best = offered.get(i);
        most = weight;
      }
    }
    return best;
  }

  private int weight(CompressionAlgorithm coding) {
    int said = weights[coding.ordinal()];
    return said == UNSAID ? weights[CODINGS.length + 1] : said;
  }

  private void read(byte[] bytes, int from, int to) {
    for (int start = from; start < to; ) {
      int comma = Ascii.indexOf(bytes, start, to, ',');
      int semicolon = Ascii.indexOf(bytes, start, comma, ';');
      int nameStart = FieldValues.skipSpaces(bytes, start, semicolon);
      int nameEnd = FieldValues.trimSpaces(bytes, nameStart, semicolon);
      int slot = slot(bytes, nameStart, nameEnd);
      if (slot >= 0) {
        int weight = semicolon == comma ? ONE : weight(bytes, semicolon + 1, comma);
        // What is refused once is refused, whatever else is said of it.
        weights[slot] = weights[slot] == UNSAID ? weight : Math.min(weights[slot], weight);
      }
      start = comma + 1;
    }
  }

  private static int slot(byte[] bytes, int from, int to) {
    for (int i = 0; i < CODINGS.length; i++) {
      if (Ascii.equalsIgnoreCase(bytes, from, to, CODINGS[i])) {
        return i;
      }
    }
    if (Ascii.equalsIgnoreCase(bytes, from, to, X_GZIP)) {
      return CompressionAlgorithm.GZIP.ordinal();
    }
    if (Ascii.equalsIgnoreCase(bytes, from, to, IDENTITY)) {
      return CODINGS.length;
    }
    return to - from == 1 && bytes[from] == '*' ? CODINGS.length + 1 : -1;
  }

  /** {@code q=} and a number from 0 to 1 with three decimals at most; 0 for anything else. */
  private static int weight(byte[] bytes, int from, int to) {
    int start = FieldValues.skipSpaces(bytes, from, to);
    int end = FieldValues.trimSpaces(bytes, start, to);
    boolean named =
        end - start >= 3 && Ascii.toLower(bytes[start]) == 'q' && bytes[start + 1] == '=';
    if (!named || end - start > "q=0.000".length()) {
      return 0;
    }
    int weight = bytes[start + 2] == '1' ? ONE : 0;
    boolean valid = bytes[start + 2] == '0' || weight == ONE;
    int unit = 100;
    for (int i = start + 3; i < end; i++) {
      if (i == start + 3) {
        valid &= bytes[i] == '.';
      } else {
        valid &= Ascii.isDigit(bytes[i]);
        weight += unit * (bytes[i] - '0');
        unit /= 10;
      }
    }
    return valid && weight <= ONE ? weight : 0;
  }
}
