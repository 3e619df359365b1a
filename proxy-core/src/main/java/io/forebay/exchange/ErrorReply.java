package io.forebay.exchange;

import io.forebay.http.HeaderBlock;

/**
 * An answer to an error, as it goes to the client.
 *
 * @param fields of its own, the type of the body among them
 */
record ErrorReply(int status, HeaderBlock fields, byte[] body) {}
