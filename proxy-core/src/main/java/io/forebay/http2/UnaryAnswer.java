package io.forebay.http2;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a call was answered.
 *
 * @param status of HTTP; 0 if there was none
 * @param fields of head and trailers, pseudo-headers not among them
 * @param body messages with their prefixes
 */
public record UnaryAnswer(int status, Map<String, String> fields, byte[] body) {

  private static final int OK = 200;
  private static final String STATUS = ":status";

  /** The value of {@code grpc-status}; -1 where it is none, or the answer is not gRPC's. */
  public int grpcStatus() {
    String type = fields.getOrDefault("content-type", "");
    String value = fields.getOrDefault("grpc-status", "");
    return status == OK && type.startsWith("application/grpc") && value.matches("[0-9]{1,3}")
        ? Integer.parseInt(value)
        : -1;
  }

  /** Gathers the fields of an answer. */
  static final class Builder {
    private final Map<String, String> fields = new TreeMap<>();
    private int status;

    /** A head or trailers begin; what came before a final head does not count. */
    void beginHead() {
      if (status / 100 == 1) {
        fields.clear();
      }
    }

    void field(String name, String value) {
      if (name.equals(STATUS)) {
        status = value.matches("[1-5][0-9]{2}") ? Integer.parseInt(value) : 0;
      } else {
        fields.put(name, value);
      }
    }

    /** Whether the head that has ended is no interim one. */
    boolean isFinal() {
      return status / 100 != 1;
    }

    UnaryAnswer build(byte[] body) {
      return new UnaryAnswer(status, Map.copyOf(fields), body);
    }
  }
}
