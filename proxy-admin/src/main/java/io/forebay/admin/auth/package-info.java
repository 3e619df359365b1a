/**
 * Who asks, and whether he may: what guards the admin listener. Knows nothing of what is served.
 * Any thread; what takes long happens on threads of its own, never on the event loop.
 */
@NullMarked
package io.forebay.admin.auth;

import org.jspecify.annotations.NullMarked;
