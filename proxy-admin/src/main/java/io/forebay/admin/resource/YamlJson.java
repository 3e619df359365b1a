package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML of our own as JSON. Milliseconds; not for an event loop. */
final class YamlJson {

  /** More than any configuration that can be read has when every default is written out. */
  private static final int MAX_CHARACTERS = 256 * 1024 * 1024;

  private YamlJson() {}

  /** Maps, lists, texts, numbers and booleans. */
  static Object read(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    return new Yaml(new SafeConstructor(options)).load(yaml);
  }

  static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      out.writeStartArray();
      for (Object it : list) {
        write(out, it);
      }
      out.writeEndArray();
    } else if (value instanceof Integer || value instanceof Long) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigInteger it) {
      out.writeNumber(it);
    } else if (value instanceof Double it) {
      out.writeNumber(it);
    } else if (value instanceof Boolean it) {
      out.writeBoolean(it);
    } else if (value instanceof String it) {
      out.writeString(it);
    } else {
      throw new IllegalArgumentException(value.getClass() + ": " + value);
    }
  }
}
