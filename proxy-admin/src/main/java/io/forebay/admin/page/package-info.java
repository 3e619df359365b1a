/**
 * The statistics page: HTML for people, kept live by server-sent events, with forms that change
 * servers.
 *
 * <p>{@code StatsPage} is the entry. Everything shown is escaped by {@code HtmlWriter}. Pages and
 * changes to them are made on one thread of their own ({@code admin-page}), never on the admin
 * event loop. Knows {@code admin.resource} and {@code admin.stats}, not the sockets.
 */
@NullMarked
package io.forebay.admin.page;

import org.jspecify.annotations.NullMarked;
