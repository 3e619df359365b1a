package io.forebay.http1;

import io.forebay.http.HeadLimits;
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

/** Parsing and judging one head, all strictness included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadParseBenchmark {

  private final Http1HeadParser parser = new Http1HeadParser(HeadLimits.DEFAULT);
  private final HttpHead head = new HttpHead();
  private ByteBuf request;
  private ByteBuf response;

  @Setup
  public void setUp() {
    request = Unpooled.directBuffer().writeBytes(SampleHeads.REQUEST);
    response = Unpooled.directBuffer().writeBytes(SampleHeads.RESPONSE);
  }

  @TearDown
  public void tearDown() {
    request.release();
    response.release();
  }

  @Benchmark
  public Object request() {
    request.readerIndex(0);
    head.reset();
    parser.beginRequest(head);
    parser.parse(request);
    return Http1RequestRules.apply(head);
  }

  @Benchmark
  public Object response() {
    response.readerIndex(0);
    head.reset();
    parser.beginResponse(head);
    parser.parse(response);
    Object error = Http1Framing.response(head, HttpMethod.GET);
    ConnectionOptions.apply(head);
    return error;
  }
}
