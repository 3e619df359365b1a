package io.forebay.backend;

import java.time.Instant;

/**
 * Since when something of a server is as it is, and why.
 *
 * @param cause in one line, such as {@code check answered 503, 3 of 3 failed}
 */
public record StateNote(Instant since, String cause) {}
