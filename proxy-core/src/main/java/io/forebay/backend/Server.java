package io.forebay.backend;

import io.forebay.config.HttpProtocol;
import io.forebay.util.Hash64;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One origin address of a backend.
 *
 * <p>The same object through every reload that leaves backend, name, address, protocol, host and
 * TLS alone, so that health, requests in flight and pooled connections live on. What may change by
 * a reload (weight, limits) is not here but in {@link Backend}.
 */
public final class Server extends ServerCounts {

  /** The weight of the configuration applies. */
  public static final int NO_RUNTIME_WEIGHT = -1;

  /** The {@code max_connections} of the configuration applies. */
  public static final int NO_RUNTIME_LIMIT = -1;

  private final int id;
  private final String backendName;
  private final String name;
  private final Endpoint endpoint;
  private final long nameHash;
  private volatile ServerState state;
  private volatile @Nullable CheckReport checkReport;
  private volatile @Nullable ResponseTime responseTime;
  private volatile AdminState adminState = AdminState.READY;
  private volatile @Nullable StateNote healthNote;
  private volatile @Nullable StateNote adminNote;
  private volatile @Nullable StateNote tlsNote;
  private volatile int runtimeWeight = NO_RUNTIME_WEIGHT;
  private volatile int runtimeLimit = NO_RUNTIME_LIMIT;
  private volatile int avoidances;
  private volatile int share = SlowStart.WHOLE;
  private boolean away;
  private long slowSince;
  private volatile int returns;
  private volatile long ejections;
  private volatile Outages outages = Outages.NONE;
  private volatile @Nullable ServerGuard guard;
  private volatile @Nullable BreakerReport breaker;

  /** A server that nothing is known of and that speaks HTTP/1.1 without TLS. */
  public Server(int id, String backendName, String name, SocketAddress address) {
    this(id, backendName, name, new Endpoint(address));
  }

  /**
   * A server that nothing is known of.
   *
   * @param id its number in metrics, at least 1
   */
  public Server(int id, String backendName, String name, Endpoint endpoint) {
    this.id = id;
    this.backendName = backendName;
    this.name = name;
    this.endpoint = endpoint;
    byte[] fullName = toString().getBytes(StandardCharsets.UTF_8);
    this.nameHash = Hash64.of(fullName, 0, fullName.length);
    boolean unresolved =
        endpoint.address() instanceof InetSocketAddress inet && inet.isUnresolved();
    this.state = unresolved ? ServerState.UNRESOLVED : ServerState.UNCHECKED;
  }

  /** Its number in metrics and in tables of the event loops. */
  public int id() {
    return id;
  }

  public String backendName() {
    return backendName;
  }

  public String name() {
    return name;
  }

  /** Hash of the names of backend and server: the same in every process and on every machine. */
  public long nameHash() {
    return nameHash;
  }

  public SocketAddress address() {
    return endpoint.address();
  }

  /** How connections to it are encrypted; null where they are not. */
  public @Nullable ServerTls tls() {
    return endpoint.tls();
  }

  /** Where it is and how it is spoken to. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** What requests are sent to it in. */
  public HttpProtocol protocol() {
    return endpoint.protocol();
  }

  /** Whether requests share connections to it, as they do with HTTP/2. */
  public boolean isMultiplexed() {
    return protocol() != HttpProtocol.HTTP_1_1;
  }

  /** Any thread. */
  public ServerState state() {
    return state;
  }

  /**
   * The state in words for people: as {@link ServerState} says it, with what its check found it to
   * be where there is something to say, such as {@code DOWN (role)}. Any thread.
   */
  public String stateText() {
    CheckReport report = checkReport;
    ServerState now = state;
    String note = now == ServerState.DOWN && report != null ? report.note() : null;
    return note == null ? now.toString() : now + " (" + note + ")";
  }

  /** Control thread only, which then refreshes the backend. */
  public void state(ServerState next) {
    boolean returned = next.isEligible() && !state.isEligible();
    state = next;
    away |= !next.isEligible();
    if (returned) {
      comeBack();
    }
  }

  /** What an operator wants of it. Any thread. */
  public AdminState adminState() {
    return adminState;
  }

  /** Control thread only, which then refreshes the backend. */
  public void adminState(AdminState wanted) {
    boolean returned = wanted == AdminState.READY && adminState != AdminState.READY;
    adminState = wanted;
    away |= wanted == AdminState.MAINT;
    if (returned) {
      comeBack();
    }
  }

  /** Why its {@link #state} is what it is; null where it never changed. Any thread. */
  public @Nullable StateNote healthNote() {
    return healthNote;
  }

  /** Control thread only. */
  public void healthNote(StateNote note) {
    healthNote = note;
  }

  /** Why its {@link #adminState} is what it is; null where it never changed. Any thread. */
  public @Nullable StateNote adminNote() {
    return adminNote;
  }

  /** Control thread only. */
  public void adminNote(StateNote note) {
    adminNote = note;
  }

  /** Why the last TLS handshake with it failed; null if it did not. Any thread. */
  public @Nullable StateNote tlsNote() {
    return tlsNote;
  }

  /** Any thread. */
  public void tlsNote(@Nullable StateNote note) {
    tlsNote = note;
  }

  /** Whether it may be given new requests: its health and the operator allow it. Any thread. */
  public boolean isAvailable() {
    return state.isEligible() && adminState == AdminState.READY;
  }

  /**
   * The weight that an operator has set since, 0 to 256; {@link #NO_RUNTIME_WEIGHT} for none. Any
   * thread.
   */
  public int runtimeWeight() {
    return runtimeWeight;
  }

  /** Control thread only, which then refreshes the backend. */
  public void runtimeWeight(int weight) {
    runtimeWeight = weight;
  }

  /**
   * The {@code max_connections} that an operator has set since, 0 for no limit; {@link
   * #NO_RUNTIME_LIMIT} for none set. Any thread.
   */
  public int runtimeLimit() {
    return runtimeLimit;
  }

  /** Control thread only, which then {@link Backend#limit limits} and refreshes the backend. */
  public void runtimeLimit(int limit) {
    runtimeLimit = limit;
  }

  /**
   * Whether connections to it are worth keeping: it is up and an operator wants it used. Any
   * thread.
   */
  public boolean isWanted() {
    return isAvailable() && runtimeWeight != 0;
  }

  /** Sets what it is taken for before anything is known of it. Whoever makes it, once. */
  public void initialState(ServerState initial) {
    state = initial;
  }

  /** Has it begin slowly: it joins others that serve already. Whoever makes it, once. */
  public void joinsOthers() {
    away = true;
    share = SlowStart.FIRST;
  }

  /**
   * What part of its weight counts, 10 to 100 percent; less than all while it starts slowly. Any
   * thread.
   */
  public int share() {
    return share;
  }

  /** Control thread only. */
  void share(int percent) {
    share = percent;
  }

  /** Whether it serves again from now on. Control thread only, of one that is available. */
  boolean beginsSlowly(long now) {
    if (!away) {
      return false;
    }
    away = false;
    slowSince = now;
    share = SlowStart.FIRST;
    return true;
  }

  /** When it began to serve again, if its share is not whole. Control thread only. */
  long slowSince() {
    return slowSince;
  }

  /** Whether others are preferred to it for the time being. Any thread. */
  public boolean isAvoided() {
    return avoidances != 0;
  }

  /** Whether others are preferred to it because of {@code reason}. Any thread. */
  public boolean isAvoided(Avoidance reason) {
    return (avoidances & reason.bit()) != 0;
  }

  /**
   * Whether it is down, or suspected of being so: what waits for it has reason to go elsewhere. Any
   * thread.
   */
  public boolean isFailing() {
    return !state.isEligible() || isAvoided(Avoidance.SUSPECTED);
  }

  /** Prefers others to it from now on. Control thread only, which then refreshes the backend. */
  public void avoid(Avoidance reason) {
    avoidances |= reason.bit();
  }

  /** Takes {@link #avoid} back. Control thread only, which then refreshes the backend. */
  public void admit(Avoidance reason) {
    boolean returned = isAvoided(reason);
    avoidances &= ~reason.bit();
    if (returned) {
      comeBack();
    }
  }

  /** How often it has come back. Any thread. */
  int returns() {
    return returns;
  }

  /**
   * What was against it has ended: requests that have failed on it may try it again. Control thread
   * only, which then refreshes the backend.
   */
  public void comeBack() {
    int before = returns;
    returns = before + 1;
  }

  /** How often it was taken out because of its answers. Any thread. */
  public long ejections() {
    return ejections;
  }

  /** Counts that it is taken out. Control thread only. */
  public void countEjection() {
    ejections = ejections + 1;
  }

  /** Who watches the requests to it; null for nobody. Any thread. */
  public @Nullable ServerGuard guard() {
    return guard;
  }

  /** Has the requests to it watched from now on; permits given before go to the guard before. */
  public void guard(@Nullable ServerGuard next) {
    guard = next;
  }

  /** Its circuit breaker, which may be that of others too; null for none. Any thread. */
  public @Nullable BreakerReport breaker() {
    return breaker;
  }

  /** Control thread only, which then refreshes the backend. */
  public void breaker(@Nullable BreakerReport next) {
    breaker = next;
  }

  /** Whether its circuit breaker, if there is one, lets a request through. Any thread. */
  boolean isPassable() {
    BreakerReport now = breaker;
    return now == null || now.isPassable();
  }

  /** When checks have found it down. Any thread. */
  public Outages outages() {
    return outages;
  }

  /** Notes that checks have found it up or down at {@code now}. Control thread only. */
  public void checked(boolean up, long now) {
    outages = outages.with(!up, now);
  }

  /** What checks have found; null as long as it is not checked. Any thread. */
  public @Nullable CheckReport checkReport() {
    return checkReport;
  }

  /** Control thread only. */
  public void checkReport(@Nullable CheckReport report) {
    checkReport = report;
  }

  /** How fast it answers; null as long as no policy has asked for that. Any thread. */
  public @Nullable ResponseTime responseTime() {
    return responseTime;
  }

  /**
   * Has its answers timed from now on. Never undone: a reload that fails must change nothing.
   * Life-cycle thread only.
   */
  public void timeAnswers() {
    if (responseTime == null) {
      responseTime = new ResponseTime();
    }
  }

  @Override
  public String toString() {
    return backendName + "/" + name;
  }
}
