package io.forebay.exchange;

import io.forebay.backend.Server;
import io.forebay.condition.ClientAddress;
import io.forebay.http.ClientStream;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.LoopClock;
import org.jspecify.annotations.Nullable;

/** What filters, observers and logs see of an exchange. Event loop only. */
abstract class ExchangeRecord {

  private final ExchangeServices services;
  private final ClientStream client;
  private final HttpHead clientRequest;
  private final ListenerPlan listener;
  private final long startNanos;
  private RoutePlan plan;
  private @Nullable Server server;
  private @Nullable ProxyError error;
  private boolean connecting;
  private int status;
  private int retries;
  private long queueNanos;
  private long requestBytes;
  private long responseBytes;
  private long connectNanos;
  private long responseNanos;
  private byte @Nullable [] clientAddress;
  private byte @Nullable [] clientAddressText;
  private @Nullable Object @Nullable [] notes;

  ExchangeRecord(
      ExchangeServices services,
      ClientStream client,
      HttpHead clientRequest,
      ListenerPlan listener) {
    this.services = services;
    this.client = client;
    this.clientRequest = clientRequest;
    this.listener = listener;
    this.plan = listener.unmatched();
    this.startNanos = services.worker().clock().nanos();
  }

  ExchangeServices services() {
    return services;
  }

  /** The client's end. */
  public ClientStream client() {
    return client;
  }

  /** The request as it will be sent to the server. */
  public HttpHead clientRequest() {
    return clientRequest;
  }

  /** The listener that the request came by. */
  public ListenerPlan listener() {
    return listener;
  }

  /**
   * The address that decisions about the client are made by, 4 or 16 bytes: the right-most one that
   * is not a trusted proxy's. Null for a client on a unix socket of whom nobody trusted says one.
   * Not to be changed.
   */
  public byte @Nullable [] clientAddress() {
    byte[] address = clientAddress;
    if (address == null) {
      address = ClientAddress.of(listener.forwarded(), client.connection(), clientRequest);
      clientAddress = address;
    }
    return address;
  }

  /** The same as text; {@code unix:} where that is null. Not to be changed. */
  public byte[] clientAddressText() {
    byte[] text = clientAddressText;
    if (text == null) {
      text = ClientAddress.text(listener.forwarded(), client.connection(), clientRequest);
      clientAddressText = text;
    }
    return text;
  }

  /** What a filter has kept; null for nothing. */
  public @Nullable Object note(FilterNote of) {
    return notes == null ? null : notes[of.ordinal()];
  }

  /** Keeps something for a filter until the exchange is gone. */
  public void note(FilterNote of, @Nullable Object kept) {
    @Nullable Object[] all = notes;
    if (all == null) {
      all = new Object[FilterNote.COUNT];
      notes = all;
    }
    all[of.ordinal()] = kept;
  }

  /** The plan of the route that was chosen. */
  public RoutePlan plan() {
    return plan;
  }

  void plan(RoutePlan chosen) {
    plan = chosen;
  }

  /** The server tried last; null if none was. */
  public @Nullable Server server() {
    return server;
  }

  void server(@Nullable Server server) {
    this.server = server;
  }

  /** Why it ended other than by a complete answer; null if it did not. */
  public @Nullable ProxyError error() {
    return error;
  }

  void error(@Nullable ProxyError error) {
    this.error = error;
  }

  /** The status that the client was given; 0 if it got none. */
  public int status() {
    return status;
  }

  void status(int status) {
    this.status = status;
  }

  /** How often it was tried again. */
  public int retries() {
    return retries;
  }

  void countRetry() {
    retries++;
  }

  /** When the request's head was complete, by the worker's clock. */
  public long startNanos() {
    return startNanos;
  }

  /** How long it has waited for a server to have room, in nanoseconds. */
  public long queueNanos() {
    return queueNanos;
  }

  void addQueueNanos(long nanos) {
    queueNanos += nanos;
  }

  /** Bytes of the request's body received so far; on a tunnel, those from the client. */
  public long requestBytes() {
    return requestBytes;
  }

  void addRequestBytes(int bytes) {
    requestBytes += bytes;
  }

  /** Bytes of the answer's body handed to the client so far; on a tunnel, those for it. */
  public long responseBytes() {
    return responseBytes;
  }

  void addResponseBytes(int bytes) {
    responseBytes += bytes;
  }

  /** Time that making connections took, failed ones included; 0 where one was at hand. */
  public long connectNanos() {
    return connectNanos;
  }

  void connectBegan(LoopClock clock) {
    connecting = true;
    connectNanos -= clock.nanos();
  }

  /** Does nothing while no connection is being made. */
  void connectEnded(LoopClock clock) {
    if (connecting) {
      connecting = false;
      connectNanos += clock.nanos();
    }
  }

  /** From the start to the head of the server's answer; 0 if there was none. */
  public long responseNanos() {
    return responseNanos;
  }

  void answeredAt(long nanos) {
    responseNanos = nanos - startNanos;
  }
}
