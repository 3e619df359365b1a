package io.forebay.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.config.BindAddress;
import io.forebay.config.RouteConfig;
import io.forebay.config.yaml.EffectiveConfig;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.daemon.explain.Explanation;
import io.forebay.http.ProxyError;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What becomes of a request, in YAML, whose keys are those of the configuration where it has any.
 */
final class ExplanationText {
  private ExplanationText() {}

  static String of(ParsedConfig parsed, String request, Explanation explanation) {
    StringBuilder text = new StringBuilder();
    line(text, "request", request);
    line(text, "listener", explanation.listener().name());
    line(
        text,
        "bind",
        explanation.listener().bind().stream()
            .map(BindAddress::toString)
            .collect(Collectors.joining(", ")));
    line(text, "client_ip", explanation.client());
    ProxyError refused = explanation.refused();
    RouteConfig route = explanation.route();
    if (refused != null) {
      line(text, "refused", refused.status() + ", " + refused.reason());
    } else if (route == null) {
      ProxyError none = ProxyError.NO_ROUTE;
      line(text, "refused", none.status() + ", " + none.reason());
    } else {
      line(text, "route", route.label());
      text.append("filters: [").append(String.join(", ", explanation.filters())).append("]\n");
      text.append(EffectiveConfig.route(parsed, route, explanation.backends()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(": \"");
    text.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
  }

  static String json(String yaml) throws IOException {
    Object value = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    StringWriter json = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
      out.useDefaultPrettyPrinter();
      write(out, value);
    }
    return json + "\n";
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof Boolean it) {
      out.writeBoolean(it);
    } else if (value instanceof Number it) {
      out.writeNumber(it.toString());
    } else {
      out.writeString(String.valueOf(value));
    }
  }
}
