package io.forebay.admin.resource;

import java.time.Instant;

/**
 * What runs here.
 *
 * @param transport how it does I/O, such as {@code epoll}
 * @param started when this process began to serve operators
 */
public record About(String version, String transport, Instant started) {}
