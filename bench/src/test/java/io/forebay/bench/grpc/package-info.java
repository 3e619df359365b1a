/** Servers of gRPC that stand behind the proxies in the load comparison. */
@NullMarked
package io.forebay.bench.grpc;

import org.jspecify.annotations.NullMarked;
