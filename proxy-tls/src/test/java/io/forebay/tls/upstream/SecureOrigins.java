package io.forebay.tls.upstream;

import io.forebay.observe.Event;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.OriginTls;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import java.nio.file.Path;
import java.util.List;

/** An authority in a folder of a test, origins of it, and proxies that trust it. */
final class SecureOrigins {

  static final String GET = "GET / HTTP/1.1\r\nHost: app\r\n\r\n";

  private final TestCertificates authority = TestCertificates.create();
  private final Path folder;
  private final Path ca;

  SecureOrigins(Path folder) {
    this.folder = folder;
    this.ca = authority.writeRoot(folder);
  }

  TestCertificates authority() {
    return authority;
  }

  /** The files of a certificate of a client, written as {@code name}. */
  TestCertificates.Pem client(String name) {
    return TestCertificates.write(folder, name, authority.client(name));
  }

  /** With a certificate for {@code app.test} and the address of the loopback interface. */
  OriginTls valid() {
    return authority.originTls(authority.leaf("app.test", "127.0.0.1"));
  }

  ScriptedOrigin origin(OriginScript script) {
    return ScriptedOrigin.startTls(valid(), script);
  }

  static String post(String body) {
    return "POST / HTTP/1.1\r\nHost: app\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /**
   * A configuration with the servers s1, s2 and so on.
   *
   * @param tls keys of the backend's {@code tls} beside the authority, each behind a comma
   * @param more lines of the backend
   */
  String yaml(String tls, String more, int... ports) {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < ports.length; i++) {
      servers.append("{name: s%d, address: \"127.0.0.1:%d\"}, ".formatted(i + 1, ports[i]));
    }
    return """
        global: {worker_threads: 2}
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            servers: [%s]
            tls: {ca: "%s"%s}
        %s
        """
        .formatted(servers, ca, tls, more.indent(4));
  }

  TestProxy proxy(String tls, String more, int... ports) {
    return TestProxy.start(new NettyTls(), yaml(tls, more, ports));
  }

  /** What has happened with servers, in words. */
  static List<String> events(TestProxy proxy) {
    return proxy.proxy().events().since(0).stream().map(Event::text).toList();
  }
}
