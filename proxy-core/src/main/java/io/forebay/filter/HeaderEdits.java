package io.forebay.filter;

import io.forebay.config.HeaderOps;
import io.forebay.config.TextTemplate;
import io.forebay.exchange.Exchange;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Edits of the headers of one direction, prepared so that one pass over the lines finds all that
 * are there. Immutable; any event loop.
 */
final class HeaderEdits {

  private final NameTable names = new NameTable();
  private final AddedLine[] added;
  private final AddedLine[] ifAbsent;
  private final byte[][] ifAbsentNames;
  private final boolean[] askedLate;

  /**
   * @param scope when values are made
   * @param node what this instance is called; null for nothing
   */
  HeaderEdits(HeaderOps ops, TextTemplate.Scope scope, @Nullable String node) {
    ops.remove().forEach(it -> names.remove(lower(it)));
    ops.set().keySet().forEach(it -> names.remove(lower(it)));
    List<AddedLine> lines = new ArrayList<>();
    ops.set().forEach((name, value) -> lines.add(AddedLine.of(name, value, scope, node)));
    ops.add().forEach((name, value) -> lines.add(AddedLine.of(name, value, scope, node)));
    added = AddedLine.joined(lines);
    Set<String> ours = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ours.addAll(ops.set().keySet());
    ours.addAll(ops.add().keySet());
    ifAbsent = new AddedLine[ops.setIfAbsent().size()];
    ifAbsentNames = new byte[ifAbsent.length][];
    askedLate = new boolean[ifAbsent.length];
    int i = 0;
    for (Map.Entry<String, String> line : ops.setIfAbsent().entrySet()) {
      ifAbsent[i] = AddedLine.of(line.getKey(), line.getValue(), scope, node);
      ifAbsentNames[i] = lower(line.getKey());
      // Whether a template has added it is known behind that alone.
      askedLate[i] = ours.contains(line.getKey()) || !names.notice(ifAbsentNames[i], i);
      i++;
    }
  }

  private static byte[] lower(String name) {
    return Ascii.bytes(name.toLowerCase(Locale.ROOT));
  }

  /** Edits {@code head}: the request of {@code exchange}, or the answer to it. */
  void apply(HttpHead head, Exchange exchange) {
    long present = names.pass(head);
    for (AddedLine line : added) {
      line.addTo(head, exchange);
    }
    for (int i = 0; i < ifAbsent.length; i++) {
      boolean absent = askedLate[i] ? head.indexOf(ifAbsentNames[i]) < 0 : (present & 1L << i) == 0;
      if (absent) {
        ifAbsent[i].addTo(head, exchange);
      }
    }
  }
}
