package io.forebay.admin.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows when each cell of the page changed last, so that a viewer is sent what he does not have yet
 * and nothing else. One thread.
 */
final class LiveState {

  private static final JsonFactory FACTORY = new JsonFactory();

  private static final class Tracked {
    private Row row;
    private long attributesChanged;
    private final long[] changed;

    Tracked(Row row, long version) {
      this.row = row;
      this.attributesChanged = version;
      this.changed = new long[row.cells().size()];
      Arrays.fill(changed, version);
    }

    void update(Row next, long version) {
      if (!next.state().equals(row.state()) || !next.admin().equals(row.admin())) {
        attributesChanged = version;
      }
      for (int i = 0; i < changed.length; i++) {
        if (!next.cells().get(i).equals(row.cells().get(i))) {
          changed[i] = version;
        }
      }
      row = next;
    }

    boolean isNewerThan(long known) {
      return attributesChanged > known || Arrays.stream(changed).anyMatch(it -> it > known);
    }
  }

  private final String build;
  private final Map<String, Tracked> tracked = new LinkedHashMap<>();
  private @Nullable Parts parts;

  /** Later than that of any process before this one, whose pages may still be open. */
  private long version = System.currentTimeMillis();

  /**
   * @param build changes with the script, so that old ones can tell
   */
  LiveState(String build) {
    this.build = build;
  }

  /** Takes what is so now; returns its version. */
  long update(Parts now) {
    version++;
    parts = now;
    tracked.keySet().retainAll(now.rows().keySet());
    for (Row row : now.rows().values()) {
      Tracked known = tracked.get(row.id());
      if (known == null) {
        tracked.put(row.id(), new Tracked(row, version));
      } else {
        known.update(row, version);
      }
    }
    return version;
  }

  long version() {
    return version;
  }

  /** What has changed since version {@code seen}, as an object of JSON in one line. */
  String since(long seen) {
    // A page that has seen more was made by another process, whose clock was ahead.
    long known = seen > version ? 0 : seen;
    Parts now = parts;
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("version", version);
      out.writeStringField("build", build);
      if (now != null) {
        out.writeNumberField("structure", now.structure());
        out.writeStringField("headline", now.headline());
        out.writeStringField("title", StatsDocument.title(now));
      }
      out.writeObjectFieldStart("rows");
      for (Tracked it : tracked.values()) {
        if (it.isNewerThan(known)) {
          write(out, it, known);
        }
      }
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, Tracked it, long known) throws IOException {
    out.writeObjectFieldStart(it.row.id());
    if (it.attributesChanged > known) {
      out.writeStringField("state", it.row.state());
      out.writeStringField("admin", it.row.admin());
    }
    out.writeObjectFieldStart("cells");
    for (int i = 0; i < it.changed.length; i++) {
      if (it.changed[i] > known) {
        out.writeStringField(String.valueOf(i), it.row.cells().get(i).text());
      }
    }
    out.writeEndObject();
    out.writeEndObject();
  }
}
