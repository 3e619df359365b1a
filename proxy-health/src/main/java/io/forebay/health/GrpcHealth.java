package io.forebay.health;

import io.forebay.backend.CheckCode;
import io.forebay.http2.UnaryAnswer;
import io.forebay.http2.UnaryCall;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Judges what a call of gRPC's health service was answered. Control loop only. */
final class GrpcHealth implements UnaryCall.Listener {

  private static final String INVALID_ANSWER = "invalid answer";
  private static final int OK = 0;
  private static final int NOT_FOUND = 5;
  private static final int UNIMPLEMENTED = 12;
  private static final int PREFIX_BYTES = 5;
  private static final int MAX_MESSAGE_TEXT = 120;

  private final String service;
  private final Consumer<ProbeResult> done;

  GrpcHealth(String service, Consumer<ProbeResult> done) {
    this.service = service;
    this.done = done;
  }

  @Override
  public void onFailure(String reason) {
    done.accept(ProbeResult.failure(reason));
  }

  @Override
  public void onAnswer(UnaryAnswer answer) {
    done.accept(result(answer));
  }

  private ProbeResult result(UnaryAnswer answer) {
    ProbeResult result = verdict(answer);
    boolean invalid = result.text().equals(INVALID_ANSWER);
    CheckCode refused = invalid ? CheckCode.L7RSP : CheckCode.L7STS;
    return result.as(result.success() ? CheckCode.L7OK : refused, answer.status());
  }

  private ProbeResult verdict(UnaryAnswer answer) {
    return switch (answer.grpcStatus()) {
      case OK -> serving(ServingStatus.of(answer.body()));
      case NOT_FOUND -> unknownService();
      case UNIMPLEMENTED ->
          ProbeResult.failure("the server has no grpc.health.v1.Health", "no health service");
      case -1 -> ProbeResult.failure(notGrpc(answer.status()));
      default -> ProbeResult.failure("check answered " + status(answer));
    };
  }

  private ProbeResult serving(ServingStatus status) {
    return switch (status) {
      case SERVING -> ProbeResult.success("check answered SERVING");
      case NOT_SERVING -> ProbeResult.failure("check answered NOT_SERVING", "not serving");
      case SERVICE_UNKNOWN -> unknownService();
      case UNKNOWN -> ProbeResult.failure("check answered UNKNOWN", "unknown status");
      case INVALID -> ProbeResult.failure(INVALID_ANSWER);
    };
  }

  private ProbeResult unknownService() {
    return ProbeResult.failure(
        "service \"" + service + "\" unknown to the server", "unknown service");
  }

  private static String notGrpc(int status) {
    return status == 0 || status == 200 ? INVALID_ANSWER : "check answered HTTP " + status;
  }

  private static String status(UnaryAnswer answer) {
    String text = answer.fields().getOrDefault("grpc-message", "");
    String shown = text.substring(0, Math.min(text.length(), MAX_MESSAGE_TEXT));
    String status = "grpc-status " + answer.grpcStatus();
    return shown.chars().allMatch(c -> c >= ' ' && c < 0x7f) && !shown.isEmpty()
        ? status + " (" + shown + ")"
        : status;
  }

  /** {@code HealthCheckResponse.ServingStatus}, by number. */
  enum ServingStatus {
    UNKNOWN,
    SERVING,
    NOT_SERVING,
    SERVICE_UNKNOWN,
    INVALID;

    private static final int FIELD = 1 << 3;

    /**
     * That of {@code HealthCheckResponse { ServingStatus status = 1; }}, one message that is not
     * compressed, behind its prefix; UNKNOWN is left out.
     */
    static ServingStatus of(byte[] body) {
      int length = body.length - PREFIX_BYTES;
      if (length < 0 || body[0] != 0 || length(body) != length) {
        return INVALID;
      }
      if (length == 0) {
        return UNKNOWN;
      }
      int number = length == 2 && body[PREFIX_BYTES] == FIELD ? body[PREFIX_BYTES + 1] : -1;
      return number < 0 || number >= INVALID.ordinal() ? INVALID : values()[number];
    }

    private static int length(byte[] body) {
      return ByteBuffer.wrap(body).getInt(1);
    }
  }
}
