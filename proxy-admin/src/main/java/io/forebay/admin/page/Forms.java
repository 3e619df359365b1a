package io.forebay.admin.page;

import io.forebay.admin.resource.AdminRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What forms send. */
final class Forms {

  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final int MAX_FIELDS = 5000;

  private Forms() {}

  /** The last value of each field, in the order in which they came. */
  static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      new QueryStringDecoder(encoded, StandardCharsets.UTF_8, false, MAX_FIELDS)
          .parameters()
          .forEach((name, values) -> fields.put(name, values.get(values.size() - 1)));
    } catch (IllegalArgumentException e) {
      throw new PageException(400, "the form: " + e.getMessage());
    }
    return fields;
  }

  /**
   * The fields that are sent as a body.
   *
   * @throws PageException if it is no form
   */
  static Map<String, String> sent(AdminRequest request) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    if (!type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)) {
      throw new PageException(415, "Content-Type: " + type + " (expected: " + TYPE + ")");
    }
    return fields(new String(request.body(), StandardCharsets.UTF_8));
  }
}
