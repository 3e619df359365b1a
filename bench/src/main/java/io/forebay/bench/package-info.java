/** JMH benchmarks of the data plane. */
@NullMarked
package io.forebay.bench;

import org.jspecify.annotations.NullMarked;
