package io.forebay.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A start line with its fields; {@code text} is the head as received, to the empty line. */
record RawHead(String text, MatchResult startLine, RawHeaders headers) {

  /**
   * Reads up to and including the empty line; null if the peer closes before the first byte. Fails
   * on the first line already if it does not match, since junk may not be followed by more.
   */
  static @Nullable RawHead read(WireReader in, Pattern expectedStart) throws IOException {
    if (in.peek() < 0) {
      return null;
    }
    String startLine = in.readLine();
    Matcher matcher = expectedStart.matcher(startLine);
    if (!matcher.matches()) {
      throw new MalformedMessageError("start line", startLine);
    }
    var text = new StringBuilder(startLine).append("\r\n");
    var lines = new ArrayList<String>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      lines.add(line);
      text.append(line).append("\r\n");
    }
    return new RawHead(
        text.append("\r\n").toString(), matcher.toMatchResult(), RawHeaders.parse(lines));
  }
}
