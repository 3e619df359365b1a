/** Tables and graphs of what the runs came to: Markdown and SVG, made by hand. */
@NullMarked
package io.forebay.bench.failover.report;

import org.jspecify.annotations.NullMarked;
