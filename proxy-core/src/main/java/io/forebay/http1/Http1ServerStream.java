package io.forebay.http1;

import io.forebay.http.ClientConnection;
import io.forebay.http.ClientStream;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.netty.buffer.ByteBuf;

/**
 * The writing half of a client's HTTP/1 connection: one answer after the other is written on it. As
 * old as its connection. Event loop only.
 */
final class Http1ServerStream implements ClientStream {

  private final Http1ServerConnection owner;
  private final ClientConnection client;
  private final Http1RequestReader reader;
  private final ClientDeadline deadline;
  private final Http1Output output;
  private final Http1Answer answer;

  Http1ServerStream(
      Http1ServerConnection owner,
      ClientConnection client,
      Http1RequestReader reader,
      ClientDeadline deadline,
      Http1Output output) {
    this.owner = owner;
    this.client = client;
    this.reader = reader;
    this.deadline = deadline;
    this.output = output;
    this.answer = new Http1Answer(output);
  }

  /** The answer under way. */
  Http1Answer answer() {
    return answer;
  }

  private boolean isOpen(ClientState state) {
    return owner.state() == state && !answer.isDone();
  }

  @Override
  public void writeHead(HttpHead head, boolean end) {
    if (owner.state() != ClientState.EXCHANGE) {
      return;
    }
    if (head.status() == 101) {
      answer.writeUpgrade(head);
      owner.beginTunnel();
    } else if (head.status() < 200) {
      answer.writeInterim(head);
    } else {
      if (owner.isSpent() || reader.isExpectationOpen()) {
        // A client that awaits 100 (Continue) may send its body or leave it out once it has a final
        // answer: what comes next is anybody's guess.
        answer.last();
      }
      answer.writeHead(head, end);
      if (end) {
        owner.onResponseEnd();
      }
    }
  }

  @Override
  public void writeData(ByteBuf data, boolean end) {
    boolean tunnel = owner.state() == ClientState.TUNNEL;
    if (!tunnel && !isOpen(ClientState.EXCHANGE)) {
      data.release();
      return;
    }
    answer.writeData(data, end);
    boolean writable = isWritable();
    if (!writable) {
      output.look();
    }
    if (tunnel || !writable) {
      deadline.touch();
    }
    if (end && tunnel) {
      owner.onTunnelOutputEnd();
    } else if (end) {
      owner.onResponseEnd();
    }
  }

  @Override
  public void writeTrailers(HttpHead trailers) {
    if (isOpen(ClientState.EXCHANGE)) {
      answer.writeTrailers(trailers);
      owner.onResponseEnd();
    }
  }

  @Override
  public void flush() {
    if (owner.state() != ClientState.CLOSED) {
      output.flush();
    }
  }

  @Override
  public boolean isWritable() {
    return owner.isWritable();
  }

  @Override
  public void pauseRead() {
    // Behind a whole request only the stash pauses, or nobody would see the client go.
    if (owner.state() != ClientState.EXCHANGE || !reader.isDone()) {
      owner.pauseRead();
    }
  }

  @Override
  public void resumeRead() {
    owner.resumeRead();
  }

  @Override
  public void closeAfterResponse() {
    answer.last();
  }

  @Override
  public void limitBody(long bytes) {
    reader.decoder().limit(bytes);
  }

  @Override
  public void tunnelNanos(long nanos) {
    deadline.tunnelNanos(nanos);
  }

  @Override
  public ClientConnection connection() {
    return client;
  }

  @Override
  public void abort(ProxyError error) {
    answer.markCut();
    owner.abort();
  }
}
