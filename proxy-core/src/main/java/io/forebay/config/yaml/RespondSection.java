package io.forebay.config.yaml;

import io.forebay.config.RespondConfig;
import io.forebay.config.TextTemplate;
import io.forebay.config.TextTemplate.Scope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code respond}; a file is read together with the configuration. */
final class RespondSection {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("xml", "application/xml"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"));

  private RespondSection() {}

  /** Null after a problem. */
  static @Nullable RespondConfig read(MapReader map) {
    int before = map.problems().count();
    int status = map.integer("status", RespondConfig.DEFAULT_STATUS, 200, 599);
    Map<String, String> headers = HeadersSection.templates(map.at("headers"), Scope.RESPONSE);
    Place bodyPlace = map.at("body");
    Place filePlace = map.at("file");
    String body = bodyPlace == null ? "" : text(bodyPlace);
    String type = "text/plain; charset=utf-8";
    String file = null;
    if (filePlace != null) {
      String name = Scalars.text(filePlace, FileContent.EXPECTED);
      String content =
          name == null ? null : FileContent.read(filePlace, name, RespondConfig.MAX_BODY_BYTES);
      // What a file holds is for others to fill in.
      body = content == null ? "" : TextTemplate.escape(content);
      file = name == null || content == null ? null : FileContent.path(filePlace, name).toString();
      type = name == null ? type : type(name);
    }
    map.finish(UnsupportedKeys.Level.RESPOND);
    if (bodyPlace != null && filePlace != null) {
      filePlace.problem("beside body (expected: body or file, not both)");
    }
    if (!body.isEmpty() && RespondConfig.isBodyless(status)) {
      map.place().problem("a body with status " + status + " (expected: no body with it)");
    }
    if (map.problems().count() != before) {
      return null;
    }
    return new RespondConfig(status, body.isEmpty() ? headers : typed(headers, type), body, file);
  }

  private static Map<String, String> typed(Map<String, String> headers, String type) {
    Map<String, String> typed = new LinkedHashMap<>(headers);
    if (headers.keySet().stream().noneMatch(CONTENT_TYPE::equalsIgnoreCase)) {
      typed.put(CONTENT_TYPE, type);
    }
    return typed;
  }

  /** May have several lines, so that a page can stand in the file. */
  private static String text(Place place) {
    YamlNode node = place.node();
    if (node.kind() != YamlNode.Kind.SCALAR || node.isNull()) {
      place.expected("text");
      return "";
    }
    String text = node.template() ? node.text() : TextTemplate.escape(node.text());
    if (!Templates.isGood(place, text, Scope.REQUEST)) {
      return "";
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean constant = TextTemplate.parse(text, Scope.REQUEST).isConstant();
    int most = constant ? RespondConfig.MAX_BODY_BYTES : RespondConfig.MAX_TEMPLATE_BYTES;
    if (bytes.length > most) {
      String size = constant ? "1MiB" : "32KiB of a template";
      place.problem("a body of " + bytes.length + " bytes (expected: " + size + " at most)");
      return "";
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }
}
