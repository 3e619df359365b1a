package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the admin listener.
 *
 * @param body not to be changed any more
 * @param fields of its head, beside those that all answers have; they go before those
 * @param stream what comes instead of {@code body}, as long as the client reads it; null for none
 */
public record AdminResponse(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> fields,
    @Nullable EventStream stream) {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String EVENTS = "text/event-stream";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  /** Names the methods that a resource has. */
  static final String ALLOW = "Allow";

  /** Says which state of a resource it is. */
  static final String ETAG = "ETag";

  private static final JsonFactory FACTORY = new JsonFactory();

  public AdminResponse {
    fields = Map.copyOf(fields);
  }

  /** An answer with a body and no fields of its own. */
  public AdminResponse(int status, String contentType, byte[] body) {
    this(status, contentType, body, Map.of(), null);
  }

  /** Events as they happen. */
  public static AdminResponse stream(EventStream stream) {
    return new AdminResponse(200, EVENTS, new byte[0], Map.of(), stream);
  }

  /** The same with a field in its head, in the place of one of that name. */
  public AdminResponse withField(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new AdminResponse(status, contentType, body, more, stream);
  }

  /** Writes the members of an object. */
  @FunctionalInterface
  public interface Members {
    void write(JsonGenerator out) throws IOException;
  }

  /** One line of text, without its end. */
  public static AdminResponse text(int status, String line) {
    return new AdminResponse(status, TEXT, bytes(line));
  }

  /** To a method that is not in {@code allow}. */
  public static AdminResponse methodNotAllowed(String allow) {
    return text(405, "only " + allow + " here").withField(ALLOW, allow);
  }

  /** An object. */
  public static AdminResponse json(int status, Members members) {
    return object(status, JSON, members);
  }

  private static AdminResponse object(int status, String type, Members members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.useDefaultPrettyPrinter();
      out.writeStartObject();
      members.write(out);
      out.writeEndObject();
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new AdminResponse(status, type, bytes.toByteArray());
  }

  /** What is wrong, as an object (RFC 9457). */
  public static AdminResponse error(int status, String message) {
    return error(status, message, out -> {});
  }

  /** What is wrong, with more about it. */
  public static AdminResponse error(int status, String message, Members more) {
    return object(
        status,
        PROBLEM,
        out -> {
          out.writeStringField("type", "about:blank");
          out.writeStringField("title", HttpResponseStatus.valueOf(status).reasonPhrase());
          out.writeNumberField("status", status);
          out.writeStringField("detail", message);
          more.write(out);
        });
  }

  /** What says that the client has this already. */
  AdminResponse notModified() {
    return new AdminResponse(304, contentType, new byte[0], fields, null);
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
