package io.forebay.http2;

import java.util.Map;

/**
 * A call of gRPC with one message.
 *
 * @param secure whether the connection is encrypted
 * @param authority as {@code :authority} says it
 * @param path {@code /package.Service/Method}
 * @param fields behind the pseudo-headers, in lower case; they say that this is gRPC
 * @param message at most 64 KiB less one byte, without the prefix that frames it
 */
public record UnaryRequest(
    boolean secure, String authority, String path, Map<String, String> fields, byte[] message) {}
