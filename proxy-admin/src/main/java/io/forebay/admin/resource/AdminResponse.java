package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the admin listener.
 *
 * @param allow the methods to name in {@code Allow}; null for none
 */
public record AdminResponse(int status, String contentType, byte[] body, @Nullable String allow) {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the members of an object. */
  @FunctionalInterface
  public interface Members {
    void write(JsonGenerator out) throws IOException;
  }

  /** One line of text, without its end. */
  public static AdminResponse text(int status, String line) {
    return new AdminResponse(status, TEXT, bytes(line), null);
  }

  /** To a method that is not in {@code allow}. */
  public static AdminResponse methodNotAllowed(String allow) {
    return new AdminResponse(405, TEXT, bytes("only " + allow + " here"), allow);
  }

  /** An object. */
  public static AdminResponse json(int status, Members members) {
    return json(status, null, members);
  }

  private static AdminResponse json(int status, @Nullable String allow, Members members) {
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
    return new AdminResponse(status, JSON, bytes.toByteArray(), allow);
  }

  /** What is wrong, as an object. */
  public static AdminResponse error(int status, String message) {
    return error(status, message, out -> {});
  }

  /** What is wrong, with more about it. */
  public static AdminResponse error(int status, String message, Members more) {
    return json(
        status,
        out -> {
          out.writeStringField("error", message);
          out.writeNumberField("status", status);
          more.write(out);
        });
  }

  /** The same, of a resource that has other methods. */
  static AdminResponse error(int status, String message, String allow) {
    return json(
        status,
        allow,
        out -> {
          out.writeStringField("error", message);
          out.writeNumberField("status", status);
        });
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
