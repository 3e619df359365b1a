/**
 * The built-in filters. Each is made from one block of the configuration, is immutable and shared
 * by all event loops. Imports {@code exchange} and what lies below it.
 */
@NullMarked
package io.forebay.filter;

import org.jspecify.annotations.NullMarked;
