package io.forebay.admin.resource;

import java.time.Instant;

/**
 * What runs here.
 *
 * @param revision of the sources that it was built from; {@code unknown} if the build was not told
 * @param transport how it does I/O, such as {@code epoll}
 * @param started when this process began to serve operators
 */
public record About(String version, String revision, String transport, Instant started) {}
