package io.forebay.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the kernel drop the first segment of every connection that a client begins with a listening
 * socket, while those whose handshake is under way go on.
 *
 * <p>Closing a listening socket resets what waits in its queue, and emptying the queue before does
 * not help against what arrives in between. With nothing new arriving the queue can be emptied. A
 * client whose first segment was dropped repeats it a second later, and is refused or gets whoever
 * listens then.
 *
 * <pre>
 *   struct sock_fprog { u16 length; pointer to instructions }
 *   struct sock_filter { u16 code; u8 jump if true; u8 jump if false; u32 operand }
 *
 *   load the flags (byte 13 of the TCP header); keep SYN and ACK; is it SYN alone? drop : take
 * </pre>
 */
final class NoNewConnections {

  private static final Logger LOG = LoggerFactory.getLogger(NoNewConnections.class);

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int PROGRAM_BYTES = 16;
  private static final int INSTRUCTIONS = 5;
  private static final int INSTRUCTION_BYTES = 8;
  private static final RawUnixChannelOption ATTACH_FILTER =
      new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, PROGRAM_BYTES);

  private static final int LOAD_BYTE = 0x30;
  private static final int AND = 0x54;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int FLAGS_OFFSET = 13;
  private static final int SYN = 0x02;
  private static final int SYN_OR_ACK = 0x12;

  private NoNewConnections() {}

  /**
   * Linux only; elsewhere and on any failure nothing happens.
   *
   * @param listening an accepting channel of the epoll transport
   */
  static void at(Channel listening) {
    ByteBuf instructions = Unpooled.directBuffer(INSTRUCTIONS * INSTRUCTION_BYTES);
    try {
      if (!instructions.hasMemoryAddress() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
        return;
      }
      add(instructions, LOAD_BYTE, 0, FLAGS_OFFSET);
      add(instructions, AND, 0, SYN_OR_ACK);
      add(instructions, JUMP_IF_EQUAL, 1, SYN);
      add(instructions, RETURN, 0, 0);
      add(instructions, RETURN, 0, -1);
      ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
      program.putShort(0, (short) INSTRUCTIONS);
      program.putLong(PROGRAM_BYTES / 2, instructions.memoryAddress());
      listening.config().setOption(ATTACH_FILTER, program);
    } catch (ChannelException e) {
      LOG.debug("new connections cannot be stopped before {} closes", listening, e);
    } finally {
      instructions.release();
    }
  }

  private static void add(ByteBuf instructions, int code, int jumpIfFalse, int operand) {
    instructions.writeShortLE(code).writeByte(0).writeByte(jumpIfFalse).writeIntLE(operand);
  }
}
