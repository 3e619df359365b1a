package io.forebay.http;

import io.forebay.util.Ascii;
import java.util.Arrays;

/**
 * Tells requests that are gRPC calls, by gRPC over HTTP/2: {@code POST /package.Service/Method}.
 */
public final class GrpcCall {

  /** What answers to calls say that they are; requests may name a form of messages behind it. */
  private static final byte[] CONTENT_TYPE = Ascii.bytes("application/grpc");

  private GrpcCall() {}

  /**
   * Whether the content type of {@code request} is gRPC's: {@code application/grpc}, with a suffix
   * such as {@code +proto} or without. {@code application/grpc-web} is another protocol.
   */
  public static boolean isCall(HttpHead request) {
    int line = request.indexOf(HeaderId.CONTENT_TYPE);
    if (line < 0) {
      return false;
    }
    byte[] bytes = request.bytes();
    int from = request.valueStart(line);
    int to = request.valueEnd(line);
    int typeEnd = from + CONTENT_TYPE.length;
    return typeEnd <= to
        && Ascii.equalsIgnoreCase(bytes, from, typeEnd, CONTENT_TYPE)
        && (typeEnd == to || isEndOfType(bytes[typeEnd]));
  }

  private static boolean isEndOfType(byte next) {
    return next == '+' || next == ';' || next == ' ' || next == '\t';
  }

  /** Whether the path has two elements, of which the second is {@code method}. */
  public static boolean isOfMethod(HttpHead request, byte[] method) {
    byte[] bytes = request.bytes();
    int from = request.pathStart();
    int to = request.pathEnd();
    int slash = to - method.length - 1;
    return slash > from + 1
        && bytes[slash] == '/'
        && Arrays.equals(bytes, slash + 1, to, method, 0, method.length)
        && Ascii.indexOf(bytes, from + 1, slash, '/') == slash;
  }
}
