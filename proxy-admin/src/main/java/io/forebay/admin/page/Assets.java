package io.forebay.admin.page;

import io.forebay.admin.resource.AdminResponse;
import io.forebay.util.Hash64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Style, script and icon of the page. Their names hold a hash of what is in them, so that browsers
 * keep them for good and still see a new version at once. Any thread.
 */
final class Assets {

  private static final String FOR_GOOD = "public, max-age=31536000, immutable";
  private static final List<String> SCRIPTS =
      List.of("theme.js", "morph.js", "visit.js", "live.js", "change.js");

  private final Map<String, AdminResponse> byName = new HashMap<>();
  private final String style;
  private final String script;
  private final String icon;

  Assets() {
    style = add("page", ".css", "text/css; charset=utf-8", List.of("page.css"));
    script = add("page", ".js", "text/javascript; charset=utf-8", SCRIPTS);
    icon = add("icon", ".svg", "image/svg+xml", List.of("icon.svg"));
  }

  private String add(String name, String ending, String type, List<String> files) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    files.forEach(file -> all.writeBytes(read(file)));
    byte[] bytes = all.toByteArray();
    String hash = Long.toHexString(Hash64.of(bytes, 0, bytes.length));
    String full = name + "-" + hash + ending;
    byName.put(full, new AdminResponse(200, type, bytes).withField("Cache-Control", FOR_GOOD));
    return full;
  }

  private static byte[] read(String file) {
    try (InputStream in = Assets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " (expected: beside its class)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to its name; null for a name that is none. */
  @Nullable AdminResponse find(String name) {
    return byName.get(name);
  }

  String style() {
    return style;
  }

  String script() {
    return script;
  }

  String icon() {
    return icon;
  }
}
