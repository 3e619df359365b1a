package io.forebay.http2;

import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http2.hpack.HpackDecoder;
import io.forebay.http2.hpack.HpackEncoder;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A browser's request out of its header block, and a server's answer into one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadFieldsBenchmark {

  private static final String[] REQUEST = {
    "user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-language", "en-US,en;q=0.5",
    "accept-encoding", "gzip, deflate, br, zstd",
    "cookie", "session=0123456789abcdef0123456789abcdef; theme=dark",
    "sec-fetch-dest", "document",
    "sec-fetch-mode", "navigate",
    "sec-fetch-site", "none",
    "priority", "u=0, i"
  };

  private static final String[] RESPONSE = {
    "date", "Sat, 21 Nov 2026 10:00:00 GMT",
    "server", "nginx",
    "content-type", "text/html; charset=utf-8",
    "content-length", "5120",
    "last-modified", "Fri, 20 Nov 2026 10:00:00 GMT",
    "etag", "\"6740b1a0-1400\"",
    "cache-control", "max-age=3600",
    "vary", "Accept-Encoding"
  };

  private final HpackDecoder decoder = new HpackDecoder(4096);
  private final HpackEncoder encoder = new HpackEncoder();
  private final Http2HeadReader reader = new Http2HeadReader(HeadLimits.DEFAULT);
  private final HttpHead head = new HttpHead();
  private final HttpHead response = new HttpHead();
  private byte[] repeated;
  private byte[] first;
  private ByteBuf out;

  @Setup
  public void setUp() {
    out = Unpooled.directBuffer(4096);
    HttpHead request = request();
    first = block(request, new HpackEncoder());
    fillTable(request);
    response.response(200);
    add(response, RESPONSE);
  }

  /** Makes the decoder know what the third request of a client refers to. */
  private void fillTable(HttpHead request) {
    HpackEncoder client = new HpackEncoder();
    for (int i = 0; i < 3; i++) {
      repeated = block(request, client);
      head.reset();
      reader.beginRequest(head, true);
      decoder.decode(repeated, 0, repeated.length, reader);
    }
  }

  private byte[] block(HttpHead request, HpackEncoder client) {
    Http2HeadWriter.request(request, true, client, out.clear());
    return ByteBufUtil.getBytes(out);
  }

  private static HttpHead request() {
    HttpHead request = new HttpHead();
    request.reset();
    byte[] line = Ascii.bytes("GET /index.html?lang=en HTTP/1.1\r\n");
    request.appendBytes(line);
    request.requestLine(0, 3, 4, line.length - 11, 1);
    request.fieldsStart(line.length);
    request.add(HeaderId.HOST, Ascii.bytes("www.example.test"));
    add(request, REQUEST);
    return request;
  }

  private static void add(HttpHead head, String[] fields) {
    for (int i = 0; i < fields.length; i += 2) {
      byte[] name = Ascii.bytes(fields[i]);
      byte[] value = Ascii.bytes(fields[i + 1]);
      head.add(HeaderId.of(name, 0, name.length), name, value, 0, value.length);
    }
  }

  @TearDown
  public void tearDown() {
    out.release();
  }

  /** A request like those before it on its connection. */
  @Benchmark
  public Object repeatedRequest() {
    return read(repeated);
  }

  /** The first request of a connection, all of it literal. */
  @Benchmark
  public Object firstRequest() {
    return read(first);
  }

  private Object read(byte[] block) {
    head.reset();
    reader.beginRequest(head, true);
    decoder.decode(block, 0, block.length, reader);
    return reader.finish();
  }

  /** An answer like those before it. */
  @Benchmark
  public Object repeatedResponse() {
    Http2HeadWriter.response(response, encoder, out.clear());
    return out;
  }
}
