package io.forebay.admin;

import io.forebay.admin.auth.Audit;
import io.forebay.admin.auth.Authenticator;
import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BindAddress;
import io.forebay.observe.Events;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Short forms for tests of the admin server. */
final class AdminFixture {
  private AdminFixture() {}

  static AdminConfig config(String... bind) {
    List<BindAddress> addresses = List.of(bind).stream().map(BindAddress::parse).toList();
    return new AdminConfig(
        addresses, AdminConfig.defaultServe(addresses, AdminApiConfig.DEFAULT), List.of());
  }

  static AdminConfig config(Set<Serve> serve, List<String> readyRequires, String... bind) {
    return new AdminConfig(
        List.of(bind).stream().map(BindAddress::parse).toList(), serve, readyRequires);
  }

  /** One that tells nobody what it refuses. */
  static AdminGuard guard(AdminRouter router) {
    ManualTicker ticker = new ManualTicker();
    Events events = new Events(Clock.systemUTC());
    return new AdminGuard(router, new Authenticator(ticker), new Audit(events, ticker));
  }

  static InetSocketAddress address(AdminServer server, int index) {
    InetSocketAddress bound = server.boundAddresses().get(index);
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
        : bound;
  }

  /** Sends one request on a connection of its own; {@code head} without the empty line. */
  static RawResponse ask(InetSocketAddress address, String head) {
    try (RawClient client = RawClient.connect(address)) {
      client.send(head.replace("\n", "\r\n") + "\r\n\r\n");
      return client.readResponse(head.substring(0, head.indexOf(' ')));
    }
  }

  static RawResponse get(AdminServer server, String path) {
    return ask(address(server, 0), "GET " + path + " HTTP/1.1\nHost: localhost");
  }
}
