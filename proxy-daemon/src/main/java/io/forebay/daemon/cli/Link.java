package io.forebay.daemon.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a daemon, which is closed when its time is over. Blocking channels have no
 * timeouts: closing one ends whatever it waits for.
 */
final class Link implements Closeable {

  private final AdminAddress address;
  private final SocketChannel channel;
  private final Thread watch;
  private volatile boolean isLate;

  /**
   * Connects nothing yet.
   *
   * @param limit how long it may take from now on until {@link #takeYourTime}
   */
  Link(AdminAddress address, Duration limit) throws IOException {
    this.address = address;
    this.channel =
        address.socket() instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    this.watch = new Thread(() -> watch(limit), "admin-timeout");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch(Duration limit) {
    try {
      Thread.sleep(limit.toMillis());
      isLate = true;
      channel.close();
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Connects, and sends {@code request}.
   *
   * @param tls null for none
   */
  InputStream send(byte[] request, @Nullable SSLSocketFactory tls) throws IOException {
    connect();
    if (tls != null) {
      SSLSocket socket = encrypted(tls);
      return sent(request, socket.getOutputStream(), socket.getInputStream());
    }
    return sent(request, Channels.newOutputStream(channel), Channels.newInputStream(channel));
  }

  private static InputStream sent(byte[] request, OutputStream out, InputStream in)
      throws IOException {
    out.write(request);
    out.flush();
    return new BufferedInputStream(in);
  }

  private void connect() throws IOException {
    try {
      channel.connect(address.resolved());
    } catch (AsynchronousCloseException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "nobody answers at %s: %s (expected: a running daemon; --admin or FOREBAY_ADMIN names"
                  .formatted(address.text(), e.getMessage())
              + " another address)",
          e);
    }
  }

  private SSLSocket encrypted(SSLSocketFactory tls) throws IOException {
    InetSocketAddress target = (InetSocketAddress) address.resolved();
    String host = target.getHostString();
    SSLSocket socket = (SSLSocket) tls.createSocket(channel.socket(), host, target.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (SSLException e) {
      throw new IOException(
          "no TLS with %s: %s (expected: a certificate for that name; --ca names who signs it)"
              .formatted(address.text(), e.getMessage()),
          e);
    }
    return socket;
  }

  /** From now on it may last. */
  void takeYourTime() {
    watch.interrupt();
  }

  /** Whether it was closed as its time was over. */
  boolean isLate() {
    return isLate;
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    channel.close();
  }
}
