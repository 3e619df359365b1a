package io.forebay.bench.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers that send every unary message back, whatever the method is called. */
public final class EchoServers {

  private EchoServers() {}

  /**
   * Serves until it is ended.
   *
   * @param args the ports of 127.0.0.1 to listen at, without TLS
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>();
    for (String port : args) {
      var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
      servers.add(
          NettyServerBuilder.forAddress(address)
              .fallbackHandlerRegistry(new AnyMethod())
              .directExecutor()
              .build()
              .start());
    }
    for (Server server : servers) {
      server.awaitTermination();
    }
  }

  private static final class AnyMethod extends HandlerRegistry {

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(new Bytes(), new Bytes())
              .setFullMethodName(name)
              .setType(MethodDescriptor.MethodType.UNARY)
              .build();
      return ServerMethodDefinition.create(
          method,
          ServerCalls.asyncUnaryCall(
              (request, answer) -> {
                answer.onNext(request);
                answer.onCompleted();
              }));
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
