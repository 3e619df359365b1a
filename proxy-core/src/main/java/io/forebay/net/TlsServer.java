package io.forebay.net;

import io.forebay.config.yaml.SourceFiles;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Encrypts the connections of one listener. Any thread, except where said otherwise. */
public interface TlsServer {

  /**
   * The first handler of one connection, or what is replaced by it once the client has said which
   * certificate it wants. It tells of the end of the handshake by a {@link
   * io.netty.handler.ssl.SslHandshakeCompletionEvent}; by then the pipeline holds a {@link
   * io.netty.handler.ssl.SslHandler}. It sets no time limit.
   */
  ChannelHandler handler(ByteBufAllocator allocator);

  /**
   * Reads its files again. Handshakes that begin afterwards go by what they hold now, except where
   * that cannot be used: then by what they held before. Life-cycle thread; waits for a disk.
   */
  default void refresh() {}

  /** The files that it was made of, with what they held then, also those that were refused. */
  default SourceFiles files() {
    return new SourceFiles();
  }

  /**
   * What of its other files is not as it should be: those that were refused when they were read
   * again, lists of revoked certificates that were to be renewed. Fit for users.
   */
  default List<String> warnings() {
    return List.of();
  }

  /** What is to be known of its certificates, in the order of the configuration. */
  default List<CertificateInfo> certificates() {
    return List.of();
  }

  /** Whether the handshake of {@code engine}, which is over, went on with an earlier session. */
  default boolean isResumed(SSLEngine engine) {
    return false;
  }

  /** The name that the client of {@code engine} asked for; null if it named none. */
  default @Nullable String serverName(SSLEngine engine) {
    return null;
  }
}
