package io.forebay.daemon.grpc;

import io.grpc.testing.integration.AbstractInteropTest;

/** The official cases that need neither a cloud's credentials nor a server of a special make. */
enum InteropCase {
  EMPTY_UNARY(AbstractInteropTest::emptyUnary),
  EMPTY_UNARY_WITH_RETRIABLE_STREAM(AbstractInteropTest::emptyUnaryWithRetriableStream),
  LARGE_UNARY(AbstractInteropTest::largeUnary),
  CLIENT_COMPRESSED_UNARY(client -> client.clientCompressedUnary(false)),
  SERVER_COMPRESSED_UNARY(AbstractInteropTest::serverCompressedUnary),
  CLIENT_STREAMING(AbstractInteropTest::clientStreaming),
  CLIENT_COMPRESSED_STREAMING(client -> client.clientCompressedStreaming(false)),
  SERVER_STREAMING(AbstractInteropTest::serverStreaming),
  SERVER_COMPRESSED_STREAMING(AbstractInteropTest::serverCompressedStreaming),
  PING_PONG(AbstractInteropTest::pingPong),
  EMPTY_STREAM(AbstractInteropTest::emptyStream),
  FULL_DUPLEX(AbstractInteropTest::fullDuplexCallShouldSucceed),
  HALF_DUPLEX(AbstractInteropTest::halfDuplexCallShouldSucceed),
  CANCEL_AFTER_BEGIN(AbstractInteropTest::cancelAfterBegin),
  CANCEL_AFTER_FIRST_RESPONSE(AbstractInteropTest::cancelAfterFirstResponse),
  SERVER_STREAMING_FLOW_CONTROLLED(AbstractInteropTest::serverStreamingShouldBeFlowControlled),
  VERY_LARGE_REQUEST(AbstractInteropTest::veryLargeRequest),
  VERY_LARGE_RESPONSE(AbstractInteropTest::veryLargeResponse),
  METADATA_UNARY(AbstractInteropTest::exchangeMetadataUnaryCall),
  METADATA_STREAMING(AbstractInteropTest::exchangeMetadataStreamingCall),
  CUSTOM_METADATA(AbstractInteropTest::customMetadata),
  DEADLINE_NOT_EXCEEDED(AbstractInteropTest::deadlineNotExceeded),
  DEADLINE_EXCEEDED(AbstractInteropTest::deadlineExceeded),
  DEADLINE_EXCEEDED_SERVER_STREAMING(AbstractInteropTest::deadlineExceededServerStreaming),
  DEADLINE_IN_PAST(AbstractInteropTest::deadlineInPast),
  TIMEOUT_ON_SLEEPING_SERVER(AbstractInteropTest::timeoutOnSleepingServer),
  MAX_INBOUND_SIZE_EXACT(AbstractInteropTest::maxInboundSize_exact),
  MAX_INBOUND_SIZE_TOO_BIG(AbstractInteropTest::maxInboundSize_tooBig),
  MAX_OUTBOUND_SIZE_EXACT(AbstractInteropTest::maxOutboundSize_exact),
  MAX_OUTBOUND_SIZE_TOO_BIG(AbstractInteropTest::maxOutboundSize_tooBig),
  STATUS_CODE_AND_MESSAGE(AbstractInteropTest::statusCodeAndMessage),
  SPECIAL_STATUS_MESSAGE(AbstractInteropTest::specialStatusMessage),
  UNIMPLEMENTED_METHOD(AbstractInteropTest::unimplementedMethod),
  UNIMPLEMENTED_SERVICE(AbstractInteropTest::unimplementedService),
  GRACEFUL_SHUTDOWN(AbstractInteropTest::gracefulShutdown);

  /** One of the official tests. */
  @FunctionalInterface
  interface Test {
    void run(AbstractInteropTest client) throws Exception;
  }

  private final Test test;

  InteropCase(Test test) {
    this.test = test;
  }

  /** Runs it from setting up to tearing down. */
  void run(AbstractInteropTest client) throws Exception {
    client.setUp();
    try {
      test.run(client);
    } finally {
      client.tearDown();
    }
  }
}
