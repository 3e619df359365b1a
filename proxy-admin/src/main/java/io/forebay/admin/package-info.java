/**
 * The admin listener: process health, readiness, metrics and the API of operators over HTTP.
 *
 * <p>{@code AdminServer} is the entry. It has its own event loop, so that an operator can talk to
 * the proxy when the data plane is the problem. Imports proxy-core only.
 */
@NullMarked
package io.forebay.admin;

import org.jspecify.annotations.NullMarked;
