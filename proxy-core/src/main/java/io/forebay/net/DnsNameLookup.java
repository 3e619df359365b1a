package io.forebay.net;

import io.netty.channel.EventLoop;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the name servers of {@code /etc/resolv.conf}, after {@code /etc/hosts} and with the search
 * domains, and tells how long the answer counts. Does not block, except to read those files.
 */
public final class DnsNameLookup implements NameLookup {

  private static final Logger LOG = LoggerFactory.getLogger(DnsNameLookup.class);

  /** For each name server and question; the system's own resolver takes 5 s. */
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

  /** For a name, with all its search domains, name servers and aliases. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final NameLookup LITERALS = new SystemNameLookup();
  private static final int MAX_PAYLOAD_BYTES = 4096;

  private final EventLoop loop;
  private final Transport transport;
  private final DnsServerAddressStreamProvider servers;
  private final @Nullable List<String> searchDomains;
  private final Duration timeout;

  /**
   * @param loop for the questions; of {@code transport}
   */
  public DnsNameLookup(EventLoop loop, Transport transport) {
    // Read where a name is looked up for the first time: most files have addresses only.
    this(
        loop,
        transport,
        name -> DnsServerAddressStreamProviders.platformDefault().nameServerAddressStream(name),
        null,
        QUERY_TIMEOUT);
  }

  /**
   * @param searchDomains null for those of the system
   */
  DnsNameLookup(
      EventLoop loop,
      Transport transport,
      DnsServerAddressStreamProvider servers,
      @Nullable List<String> searchDomains,
      Duration timeout) {
    this.loop = loop;
    this.transport = transport;
    this.servers = servers;
    this.searchDomains = searchDomains;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<Found> find(String host) {
    if (isLiteral(host)) {
      return LITERALS.find(host);
    }
    CompletableFuture<Found> result = new CompletableFuture<>();
    // One resolver for each look-up: its caches are what tells the time to live.
    ObservedTimes times = new ObservedTimes();
    DnsNameResolver resolver = resolver(times);
    try {
      resolver
          .resolveAll(host)
          .addListener(
              (Future<List<InetAddress>> it) -> {
                resolver.close();
                result.complete(it.isSuccess() ? found(host, it.getNow(), times) : Found.NOTHING);
              });
    } catch (RuntimeException e) {
      // No socket, most likely; the system's resolver may have better luck.
      LOG.debug("{} is not looked up", host, e);
      resolver.close();
      result.complete(Found.NOTHING);
    }
    return result.completeOnTimeout(Found.NOTHING, LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isLiteral(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  private static Found found(String host, List<InetAddress> addresses, ObservedTimes times) {
    List<InetAddress> named = new ArrayList<>();
    for (InetAddress it : addresses) {
      named.add(named(host, it));
    }
    return new Found(named, times.least());
  }

  /** Under the name that was asked for, not one with a search domain or of an alias. */
  private static InetAddress named(String host, InetAddress address) {
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Only an address of another length is refused.
    }
  }

  private DnsNameResolver resolver(ObservedTimes times) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelFactory(transport::newDatagramSocket)
            .socketChannelFactory(transport::newTcpSocket)
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .nameServerProvider(servers)
            .hostsFileEntriesResolver(new DefaultHostsFileEntriesResolver())
            .resolveCache(times)
            .cnameCache(times.ofAliases())
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .queryTimeoutMillis(timeout.toMillis())
            .maxPayloadSize(MAX_PAYLOAD_BYTES);
    if (searchDomains != null) {
      builder.searchDomains(searchDomains);
    }
    return builder.build();
  }
}
