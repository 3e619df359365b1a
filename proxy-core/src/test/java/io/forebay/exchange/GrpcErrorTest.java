package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.ProxyError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorTest {
  @ParameterizedTest
  @CsvSource({
    "NO_ROUTE, 12",
    "NO_SERVER, 14",
    "CIRCUIT_OPEN, 14",
    "CONNECT_FAILED, 14",
    "QUEUE_FULL, 8",
    "QUEUE_TIMEOUT, 14",
    "BODY_TOO_LARGE, 8",
    "HEAD_TOO_LARGE, 8",
    "UPSTREAM_RESET, 14",
    "STREAM_RESET, 14",
    "STREAM_REFUSED, 14",
    "STREAM_CANCELLED, 1",
    "RESPONSE_TIMEOUT, 14",
    "TOTAL_TIMEOUT, 14",
    "REQUEST_TIMEOUT, 14",
    "DRAIN_DEADLINE, 14",
    "MALFORMED_REQUEST, 13",
    "METHOD_NOT_ALLOWED, 2",
    "INTERNAL, 13",
  })
  void status_isThatOfGrpcsOwnMapping(ProxyError error, int status) {
    assertThat(GrpcError.status(error)).isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource
  void reply_isRecordedAsTheErrorItIs(ProxyError error) {
    ErrorReply reply = GrpcError.reply(error);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.recorded()).isEqualTo(error.status());
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void encoded_escapesAllButPrintableAscii() {
    assertThat(GrpcError.encoded("50% off,\n\u00e4")).isEqualTo("50%25 off,%0A%C3%A4");
  }
}
