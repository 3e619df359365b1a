package io.forebay.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.net.NameLookup.Found;
import io.forebay.testkit.LeakExtension;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class DnsNameLookupTest {
  private static final Duration PATIENT = Duration.ofSeconds(8);

  @Parameter Transport transport;
  private EventLoopGroup loops;
  private DnsServer server;

  @BeforeEach
  void open() {
    assumeThat(transport.problem()).isNull();
    loops = transport.newEventLoops(1, "control");
    server = new DnsServer();
  }

  @AfterEach
  void close() {
    if (loops != null) {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
      server.close();
    }
  }

  private Found find(String host) {
    return find(host, PATIENT);
  }

  private Found find(String host, Duration timeout) {
    var servers = new SingletonDnsServerAddressStreamProvider(server.address());
    return new DnsNameLookup(loops.next(), transport, servers, List.of("svc.test", "test"), timeout)
        .find(host)
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  private static List<String> texts(Found found) {
    return found.addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  @Test
  void addresses_areFoundWithTheLeastTimeToLive() {
    server.address("app.test", 30, "10.0.0.1").address("app.test", 20, "10.0.0.2");
    Found found = find("app.test");
    assertThat(texts(found)).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
    assertThat(found.timeToLive()).isEqualTo(Duration.ofSeconds(20));
    assertThat(found.addresses()).allMatch(it -> it.getHostName().equals("app.test"));
  }

  @Test
  void nothingIsRemembered() {
    server.address("app.test", 3600, "10.0.0.1");
    find("app.test");
    server.forget("app.test").address("app.test", 3600, "10.0.0.2");
    assertThat(texts(find("app.test"))).containsExactly("10.0.0.2");
  }

  @Test
  void alias_isFollowedAndItsTimeToLiveCounts() {
    server.alias("www.test", 7, "app.test").address("app.test", 30, "10.0.0.1");
    Found found = find("www.test");
    assertThat(texts(found)).containsExactly("10.0.0.1");
    assertThat(found.timeToLive()).isEqualTo(Duration.ofSeconds(7));
    assertThat(found.addresses().get(0).getHostName()).isEqualTo("www.test");
  }

  @Test
  void truncatedAnswer_isAskedForOverTcp() {
    server.truncate().address("app.test", 30, "10.0.0.1");
    assertThat(texts(find("app.test"))).containsExactly("10.0.0.1");
    assertThat(server.questions()).contains("TCP A app.test.");
  }

  @Test
  void nameWithoutDots_isLookedForInTheSearchDomains() {
    server.address("db.test", 30, "10.0.0.1");
    Found found = find("db");
    assertThat(texts(found)).containsExactly("10.0.0.1");
    assertThat(found.addresses().get(0).getHostName()).isEqualTo("db");
    assertThat(server.questions().get(0)).endsWith(" db.svc.test.");
  }

  @Test
  void ipv6Addresses_comeBehindOthers() {
    server.address("app.test", 30, "2001:db8::1").address("app.test", 30, "10.0.0.1");
    assertThat(texts(find("app.test"))).containsExactly("10.0.0.1", "2001:db8:0:0:0:0:0:1");
  }

  @Test
  void unknownName_isNothing() {
    assertThat(find("app.test")).isEqualTo(Found.NOTHING);
  }

  @Test
  void failingServer_isNothing() {
    server.refuse(DnsResponseCode.SERVFAIL);
    assertThat(find("app.test")).isEqualTo(Found.NOTHING);
  }

  @Test
  void silentServer_isNothingInBoundedTime() {
    server.silence();
    assertThat(find("app.test", Duration.ofMillis(200))).isEqualTo(Found.NOTHING);
  }

  @Test
  void hostsFile_isAskedFirst() {
    server.address("localhost", 30, "10.0.0.1");
    Found found = find("localhost");
    assertThat(found.addresses()).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    assertThat(found.timeToLive()).isZero();
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void literal_isItself() {
    assertThat(texts(find("10.0.0.9"))).containsExactly("10.0.0.9");
    assertThat(texts(find("2001:db8::9"))).containsExactly("2001:db8:0:0:0:0:0:9");
    assertThat(server.questions()).isEmpty();
  }
}
