package io.forebay.health;

import io.forebay.config.BodyExpectation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends the request of a check and judges the answer. The check ends with the head, unless the head
 * is good and a body is expected: then with the body, or at {@link BodyExpectation#MAX_BODY_BYTES}
 * of it. Control loop only.
 */
final class HttpConversation extends ChannelInboundHandlerAdapter {

  private final CheckAttempt attempt;
  private final FullHttpRequest request;
  private final HttpVerdict verdict;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

  /** The status of the answer whose body is being read; 0 before. */
  private int status;

  HttpConversation(CheckAttempt attempt, FullHttpRequest request, HttpVerdict verdict) {
    this.attempt = attempt;
    this.request = request;
    this.verdict = verdict;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.writeAndFlush(request);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    try {
      if (message instanceof HttpResponse response) {
        onResponse(response);
      }
      if (message instanceof HttpContent content && status != 0) {
        onContent(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onResponse(HttpResponse response) {
    HttpVersion version = response.protocolVersion();
    boolean valid =
        response.decoderResult().isSuccess()
            && version.protocolName().equals("HTTP")
            && version.majorVersion() == 1;
    int received = response.status().code();
    if (!valid || received < 100 || received > 599) {
      attempt.end(ProbeResult.failure("invalid answer"));
    } else if (received >= 200 || received == 101) {
      // The other 1xx are not final.
      onStatus(received);
    }
  }

  private void onStatus(int received) {
    ProbeResult result = verdict.ofHead(received);
    if (result == null) {
      status = received;
    } else {
      attempt.end(result);
    }
  }

  private void onContent(HttpContent content) throws IOException {
    if (!content.decoderResult().isSuccess()) {
      attempt.end(ProbeResult.failure("invalid answer"));
      return;
    }
    ByteBuf bytes = content.content();
    int room = BodyExpectation.MAX_BODY_BYTES - body.size();
    int taken = Math.min(room, bytes.readableBytes());
    bytes.readBytes(body, taken);
    if (content instanceof LastHttpContent || taken == room) {
      onBody();
    }
  }

  private void onBody() {
    attempt.end(verdict.ofBody(status, body.toString(StandardCharsets.UTF_8)));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    attempt.end(ProbeResult.failure("connection closed without an answer"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    boolean broken = cause instanceof IOException;
    attempt.end(
        ProbeResult.failure(broken ? "connection broken without an answer" : "invalid answer"));
  }
}
