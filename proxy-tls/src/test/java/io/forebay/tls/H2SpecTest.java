package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every case of h2spec, strict ones included. */
@ExtendWith(LeakExtension.class)
class H2SpecTest {

  /** As many as the version in use has. */
  private static final int CASES = 146;

  @TempDir private Path folder;

  @Test
  void clientsWithPriorKnowledge_everyCasePasses() throws Exception {
    H2Spec spec = H2Spec.in(folder);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("hello"));
        TestProxy proxy = TestProxy.inFrontOf(origin)) {
      assertPassed(spec.run(proxy.port(), false));
    }
  }

  @Test
  void clientsOverTls_everyCasePasses() throws Exception {
    H2Spec spec = H2Spec.in(folder);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("hello"));
        TestProxy proxy = TestProxy.start(new NettyTls(), secure(origin))) {
      assertPassed(spec.run(proxy.port(), true));
    }
  }

  private String secure(ScriptedOrigin origin) throws IOException {
    TestCertificates certificates = TestCertificates.create();
    var pem = TestCertificates.write(folder, "leaf", certificates.leaf("localhost", "127.0.0.1"));
    return """
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            tls: {certificates: [{cert: "%s", key: "%s"}]}
        backends: {app: {servers: ["127.0.0.1:%d"]}}
        """
        .formatted(pem.certificate(), pem.key(), origin.port());
  }

  private static void assertPassed(H2Spec.Report report) {
    assertThat(report.failures()).isEmpty();
    assertThat(report.cases()).isEqualTo(CASES);
  }
}
