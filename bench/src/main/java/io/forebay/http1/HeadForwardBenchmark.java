package io.forebay.http1;

import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.netty.buffer.ByteBuf;
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

/**
 * What one exchange costs without its sockets: a request head parsed, edited and written, and the
 * answer's head likewise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadForwardBenchmark {

  private final Http1HeadParser parser = new Http1HeadParser(HeadLimits.DEFAULT);
  private final HttpHead head = new HttpHead();
  private final HeaderBlock forwarded =
      HeaderBlock.builder()
          .add("X-Forwarded-For", "192.0.2.17")
          .add("X-Real-IP", "192.0.2.17")
          .add("X-Forwarded-Proto", "http")
          .build();
  private ByteBuf request;
  private ByteBuf response;
  private ByteBuf out;

  @Setup
  public void setUp() {
    request = Unpooled.directBuffer().writeBytes(SampleHeads.REQUEST);
    response = Unpooled.directBuffer().writeBytes(SampleHeads.RESPONSE);
    out = Unpooled.directBuffer(2048);
  }

  @TearDown
  public void tearDown() {
    request.release();
    response.release();
    out.release();
  }

  @Benchmark
  public int exchange() {
    return request() + response();
  }

  private int request() {
    request.readerIndex(0);
    head.reset();
    parser.beginRequest(head);
    parser.parse(request);
    Http1RequestRules.apply(head);
    head.add(forwarded);
    return write();
  }

  private int response() {
    response.readerIndex(0);
    head.reset();
    parser.beginResponse(head);
    parser.parse(response);
    Http1Framing.response(head, HttpMethod.GET);
    ConnectionOptions.apply(head);
    return write();
  }

  private int write() {
    Http1HeadWriter.write(head, out.clear());
    return out.writeByte('\r').writeByte('\n').readableBytes();
  }
}
