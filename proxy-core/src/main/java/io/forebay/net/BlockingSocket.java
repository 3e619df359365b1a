package io.forebay.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listening sockets on which a call may wait for a client. The service manager makes them so unless
 * it is told otherwise, and neither the JDK nor Netty can change that of a socket that is there.
 */
final class BlockingSocket {

  private static final Logger LOG = LoggerFactory.getLogger(BlockingSocket.class);

  private static final int O_NONBLOCK = 0x800;
  private static final String FLAGS = "flags:";
  private static final int OCTAL = 8;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int TIMEVAL_BYTES = 16;
  private static final RawUnixChannelOption RECEIVE_TIMEOUT =
      new RawUnixChannelOption("SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO, TIMEVAL_BYTES);

  private BlockingSocket() {}

  /** As {@code /proc} tells; true where it does not. */
  static boolean blocks(int descriptor) {
    Path info = Path.of("/proc/self/fdinfo/" + descriptor);
    try {
      for (String line : Files.readAllLines(info, StandardCharsets.US_ASCII)) {
        if (line.startsWith(FLAGS)) {
          String flags = line.substring(FLAGS.length()).strip();
          return (Long.parseLong(flags, OCTAL) & O_NONBLOCK) == 0;
        }
      }
    } catch (IOException | NumberFormatException e) {
      LOG.debug("{} does not tell whether the socket blocks", info, e);
    }
    return true;
  }

  /**
   * Has an event loop accept one client each time that one is there, which does not wait. Should
   * somebody else be quicker, it waits for a moment of the kernel's clock and no longer.
   */
  static void tame(Channel listening) {
    listening
        .config()
        .setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1));
    ByteBuffer least = ByteBuffer.allocateDirect(TIMEVAL_BYTES).order(ByteOrder.nativeOrder());
    least.putLong(TIMEVAL_BYTES / 2, TimeUnit.MILLISECONDS.toMicros(1));
    try {
      listening.config().setOption(RECEIVE_TIMEOUT, least);
    } catch (ChannelException e) {
      LOG.warn("{} blocks (expected: NonBlocking=true of the service)", listening, e);
    }
  }
}
