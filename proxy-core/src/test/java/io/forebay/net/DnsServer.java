package io.forebay.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A name server on the loopback, by UDP and TCP, that knows what the test says. */
final class DnsServer implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, List<Record>> zone = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final Channel tcp;
  private volatile boolean silent;
  private volatile boolean truncating;
  private volatile DnsResponseCode unknown = DnsResponseCode.NXDOMAIN;

  private record Record(DnsRecordType type, int seconds, byte[] content) {}

  DnsServer() {
    tcp =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new OverTcp());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    new Bootstrap()
        .group(loops)
        .channel(NioDatagramChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new DatagramDnsQueryDecoder(),
                        new DatagramDnsResponseEncoder(),
                        new OverUdp());
              }
            })
        .bind(address())
        .syncUninterruptibly();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) tcp.localAddress();
  }

  /** What was asked, such as {@code A app.test.} or {@code TCP A app.test.}. */
  List<String> questions() {
    return questions;
  }

  DnsServer address(String name, int seconds, String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
    return add(name, new Record(type, seconds, bytes));
  }

  DnsServer alias(String name, int seconds, String target) {
    ByteBuf encoded = Unpooled.buffer();
    for (String label : target.split("\\.")) {
      encoded.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    encoded.writeByte(0);
    byte[] bytes = new byte[encoded.readableBytes()];
    encoded.readBytes(bytes).release();
    return add(name, new Record(DnsRecordType.CNAME, seconds, bytes));
  }

  private DnsServer add(String name, Record record) {
    zone.computeIfAbsent(name + ".", it -> new CopyOnWriteArrayList<>()).add(record);
    return this;
  }

  DnsServer forget(String name) {
    zone.remove(name + ".");
    return this;
  }

  /** Answers nothing. */
  DnsServer silence() {
    silent = true;
    return this;
  }

  /** Answers everything but questions over TCP with no more than that there is more. */
  DnsServer truncate() {
    truncating = true;
    return this;
  }

  /** What is said of names that it does not know. */
  DnsServer refuse(DnsResponseCode code) {
    unknown = code;
    return this;
  }

  private void answer(DnsQuestion question, DnsResponse response) {
    response.addRecord(
        DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
    if (response.isTruncated()) {
      return;
    }
    String name = question.name();
    List<Record> known = zone.get(name);
    if (known == null) {
      response.setCode(unknown);
    }
    List<Record> wanted = new ArrayList<>(known == null ? List.of() : known);
    wanted.removeIf(it -> it.type() != question.type() && it.type() != DnsRecordType.CNAME);
    for (Record it : wanted) {
      response.addRecord(
          DnsSection.ANSWER,
          new DefaultDnsRawRecord(
              name, it.type(), it.seconds(), Unpooled.wrappedBuffer(it.content())));
    }
  }

  private final class OverUdp extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      questions.add(question.type().name() + " " + question.name());
      if (silent) {
        return;
      }
      var response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
      response.setTruncated(truncating);
      answer(question, response);
      context.writeAndFlush(response);
    }
  }

  private final class OverTcp extends SimpleChannelInboundHandler<DnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      questions.add("TCP " + question.type().name() + " " + question.name());
      var response = new DefaultDnsResponse(query.id());
      answer(question, response);
      context.writeAndFlush(response);
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
