package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's first message in pieces: the certificate of its name is chosen all the same. */
class FragmentedHelloTest {
  private static final int RECORD_HEADER = 5;
  private static final byte HANDSHAKE = 0x16;
  private static final X509Bundle OTHER = Pki.issued(Pki.names("other.test"));

  @TempDir private Path folder;

  /** In TLS 1.2 certificates are sent as they are. */
  private static byte[] hello(String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine(name, 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.2"});
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOfRange(out.array(), RECORD_HEADER, out.position());
  }

  private static byte[] inRecordsOf(int most, byte[] message) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int from = 0; from < message.length; from += most) {
      int length = Math.min(most, message.length - from);
      records.writeBytes(new byte[] {HANDSHAKE, 3, 1, (byte) (length >> 8), (byte) length});
      records.write(message, from, length);
    }
    return records.toByteArray();
  }

  private TestProxy start() {
    return TestProxy.start(
        new NettyTls(),
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            routes: [{respond: {status: 204}}]
            tls: {certificates: [{cert: "%s"}, {cert: "%s"}]}
        """
            .formatted(
                Pki.write(folder, "app.pem", Pki.combined(Pki.EC)),
                Pki.write(folder, "other.pem", Pki.combined(OTHER))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "10, 1000", "100, 1", "1000, 1", "1000, 7", "3, 2"})
  void piecesInRecordsAndReads(int recordLength, int writeLength) throws Exception {
    try (TestProxy proxy = start();
        Socket socket = new Socket("127.0.0.1", proxy.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      byte[] records = inRecordsOf(recordLength, hello("other.test"));
      OutputStream out = socket.getOutputStream();
      for (int from = 0; from < records.length; from += writeLength) {
        out.write(records, from, Math.min(writeLength, records.length - from));
      }
      String certificate = latin1(OTHER.getCertificate().getEncoded());
      assertThat(readUntil(socket.getInputStream(), certificate)).contains(certificate);
    }
  }

  @Test
  void anotherMessageThanAHello_isRefused() throws Exception {
    try (TestProxy proxy = start();
        Socket socket = new Socket("127.0.0.1", proxy.port())) {
      socket.setSoTimeout(60_000);
      byte[] finished = {20, 0, 0, 1, 0};
      socket.getOutputStream().write(inRecordsOf(100, finished));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer.length == 0 || answer[0] == 0x15).as("nothing or an alert").isTrue();
    }
  }

  private static String readUntil(InputStream in, String wanted) throws Exception {
    StringBuilder read = new StringBuilder();
    byte[] bytes = new byte[4096];
    while (read.indexOf(wanted) < 0) {
      int count = in.read(bytes);
      if (count < 0) {
        break;
      }
      read.append(latin1(Arrays.copyOf(bytes, count)));
    }
    return read.toString();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
