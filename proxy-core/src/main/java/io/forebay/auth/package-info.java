/**
 * Names and passwords: what a client says, and whether it is right. Entry type is {@link
 * io.forebay.auth.PasswordChecks}. Knows nothing of requests; verifying takes long and happens on
 * threads of its own, never on an event loop.
 */
@NullMarked
package io.forebay.auth;

import org.jspecify.annotations.NullMarked;
