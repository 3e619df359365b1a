package io.forebay.daemon.systemd;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager at {@code NOTIFY_SOCKET} the state of this process (sd_notify). What it
 * does not take is only logged. Any thread.
 */
public final class Notifier {

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private final byte @Nullable [] address;

  private Notifier(byte @Nullable [] address) {
    this.address = address;
  }

  /** One that tells nobody where the environment does not say whom. */
  public static Notifier of(Map<String, String> environment) {
    String path = environment.get("NOTIFY_SOCKET");
    if (path == null || path.isEmpty()) {
      return new Notifier(null);
    }
    if (!Epoll.isAvailable()) {
      LOG.warn("NOTIFY_SOCKET: {}: telling it needs Linux and its native library", path);
      return new Notifier(null);
    }
    // A name outside of the file system is written with an at sign for its first byte, a zero.
    String name = path.startsWith("@") ? "\0" + path.substring(1) : path;
    return new Notifier(name.getBytes(StandardCharsets.UTF_8));
  }

  /** This process serves. */
  public void ready() {
    send("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=serving");
  }

  /** A reload begins, to be followed by {@link #ready}. */
  public void reloading() {
    // What System.nanoTime() reads on Linux is the clock that is asked for.
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send("RELOADING=1\nMONOTONIC_USEC=" + micros + "\nSTATUS=reloading");
  }

  /** This process stops. */
  public void stopping() {
    send("STOPPING=1\nSTATUS=draining");
  }

  /** Another process serves from now on; this one has nothing more to say. */
  public void leavingTo(long successor) {
    send("MAINPID=" + successor);
  }

  private void send(String state) {
    if (address == null) {
      return;
    }
    byte[] text = state.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocateDirect(text.length);
    message.put(text);
    Socket socket = Socket.newSocketDomainDgram();
    try {
      socket.sendToDomainSocket(message, 0, text.length, address);
    } catch (IOException e) {
      LOG.warn("the service manager is not told {}: {}", state.replace('\n', ' '), e.getMessage());
    } finally {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("{} cannot be closed", socket, e);
    }
  }
}
