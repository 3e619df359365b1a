/**
 * Where finished lines of logs go: files, streams of the process, syslog. Entry type is {@link
 * io.forebay.log.LogSink}. Knows nothing of what is logged; whatever writes may block, so no event
 * loop calls it.
 */
@NullMarked
package io.forebay.log;

import org.jspecify.annotations.NullMarked;
