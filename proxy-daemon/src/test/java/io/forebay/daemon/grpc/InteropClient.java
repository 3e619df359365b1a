package io.forebay.daemon.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The official client of gRPC's interoperability tests, told where to connect. */
final class InteropClient extends AbstractInteropTest {
  private final Supplier<ManagedChannelBuilder<?>> channels;

  InteropClient(Supplier<ManagedChannelBuilder<?>> channels) {
    this.channels = channels;
  }

  @Override
  protected ManagedChannelBuilder<?> createChannelBuilder() {
    return channels
        .get()
        .maxInboundMessageSize(MAX_MESSAGE_SIZE)
        .intercept(createCensusStatsClientInterceptor());
  }

  /** Elsewhere. */
  @Override
  protected @Nullable ServerBuilder<?> getServerBuilder() {
    return null;
  }

  @Override
  protected boolean metricsExpected() {
    return false;
  }
}
