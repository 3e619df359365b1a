package io.forebay.admin;

import io.forebay.admin.resource.EventStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.ScheduledExecutorService;

/** One client that is sent events (HTML Living Standard, section 9.2). */
final class AdminSink implements EventStream.Sink {

  private final ChannelHandlerContext context;
  private boolean closed;

  AdminSink(ChannelHandlerContext context) {
    this.context = context;
  }

  @Override
  public boolean isWritable() {
    return !closed && context.channel().isWritable();
  }

  @Override
  public boolean send(String event, String data) {
    if (!isWritable() || !context.channel().isActive()) {
      return false;
    }
    StringBuilder text = new StringBuilder(data.length() + event.length() + 32);
    text.append("event: ").append(event).append('\n');
    data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
    write(text.append('\n'));
    return true;
  }

  /** Shows that we are still here. */
  void comment() {
    if (isWritable()) {
      write(":\n\n");
    }
  }

  private void write(CharSequence text) {
    context.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeUtf8(context.alloc(), text)));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context
          .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void onClose(Runnable task) {
    context.channel().closeFuture().addListener(it -> task.run());
  }

  @Override
  public ScheduledExecutorService executor() {
    return context.executor();
  }
}
