/**
 * One picture of all numbers: what the statistics page, its CSV and the admin API show. Entry type
 * is {@link io.forebay.admin.stats.StatisticsSource}. Knows nothing of HTTP. Pictures are immutable
 * and for any thread.
 */
@NullMarked
package io.forebay.admin.stats;

import org.jspecify.annotations.NullMarked;
