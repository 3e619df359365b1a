package io.forebay.net;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsCnameCache;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one look-up, which keep nothing but the least time to live of what they are given.
 * The event loop writes, and whoever it tells that the look-up is over reads.
 */
final class ObservedTimes implements DnsCache {

  private static final long NONE = Long.MAX_VALUE;

  private final Aliases aliases = new Aliases();
  private long leastSeconds = NONE;

  /** Zero where nothing came of a name server. */
  Duration least() {
    return leastSeconds == NONE ? Duration.ZERO : Duration.ofSeconds(leastSeconds);
  }

  DnsCnameCache ofAliases() {
    return aliases;
  }

  private void observe(long seconds) {
    leastSeconds = Math.min(leastSeconds, Math.max(0, seconds));
  }

  @Override
  public @Nullable DnsCacheEntry cache(
      String host, DnsRecord[] additional, InetAddress address, long seconds, EventLoop loop) {
    observe(seconds);
    return null;
  }

  @Override
  public @Nullable DnsCacheEntry cache(
      String host, DnsRecord[] additional, Throwable cause, EventLoop loop) {
    return null;
  }

  @Override
  public @Nullable List<? extends DnsCacheEntry> get(String host, DnsRecord[] additional) {
    return null;
  }

  @Override
  public void clear() {}

  @Override
  public boolean clear(String host) {
    return false;
  }

  /** The same for names that stand for other names. */
  private final class Aliases implements DnsCnameCache {
    @Override
    public void cache(String host, String alias, long seconds, EventLoop loop) {
      observe(seconds);
    }

    @Override
    public @Nullable String get(String host) {
      return null;
    }

    @Override
    public void clear() {}

    @Override
    public boolean clear(String host) {
      return false;
    }
  }
}
