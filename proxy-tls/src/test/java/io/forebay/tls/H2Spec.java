package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * h2spec, the conformance test of HTTP/2 servers, as Maven Central carries it: one binary inside
 * the jar of a Maven plug-in.
 */
final class H2Spec {

  /** Cases run; {@code failures} names those that did not pass. */
  record Report(int cases, List<String> failures) {}

  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final int TAR_BLOCK = 512;
  private static final int TAR_SIZE = 124;
  private static final int TAR_SIZE_DIGITS = 11;

  /** Patient with a slow machine: only a case that fails waits so long. */
  private static final String CASE_SECONDS = "20";

  private static final int RUN_MINUTES = 10;

  private final Path folder;
  private final Path binary;

  private H2Spec(Path folder, Path binary) {
    this.folder = folder;
    this.binary = binary;
  }

  /** Unpacks it into {@code folder}. Skips the test elsewhere than on Linux with amd64. */
  static H2Spec in(Path folder) throws IOException {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(system.equals("Linux amd64"), "h2spec is there for Linux amd64, not " + system);
    Path binary = folder.resolve("h2spec");
    try (InputStream packed = H2Spec.class.getResourceAsStream(ARCHIVE)) {
      assertThat(packed).as(ARCHIVE).isNotNull();
      InputStream tar = new GZIPInputStream(packed);
      byte[] header = tar.readNBytes(TAR_BLOCK);
      String size = new String(header, TAR_SIZE, TAR_SIZE_DIGITS, StandardCharsets.US_ASCII);
      Files.write(binary, tar.readNBytes(Integer.parseInt(size.trim(), 8)));
    }
    assertThat(binary.toFile().setExecutable(true)).isTrue();
    return new H2Spec(folder, binary);
  }

  /** Runs every case, the strict ones too, against a port of this machine. */
  Report run(int port, boolean tls) throws IOException, InterruptedException {
    Path xml = folder.resolve("report.xml");
    Path output = folder.resolve("output");
    var command = new ArrayList<String>();
    command.addAll(List.of(binary.toString(), "--strict", "--timeout", CASE_SECONDS));
    command.addAll(List.of("--port", Integer.toString(port), "--junit-report", xml.toString()));
    if (tls) {
      command.addAll(List.of("--tls", "--insecure"));
    }
    command.addAll(List.of("generic", "http2", "hpack"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(RUN_MINUTES, TimeUnit.MINUTES))
          .as("h2spec came to its end")
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(xml).as(Files.readString(output)).exists();
    return report(xml);
  }

  private static Report report(Path xml) throws IOException {
    try (InputStream in = Files.newInputStream(xml)) {
      NodeList cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("testcase");
      var failures = new ArrayList<String>();
      for (int i = 0; i < cases.getLength(); i++) {
        Element one = (Element) cases.item(i);
        if (one.getElementsByTagName("failure").getLength() > 0
            || one.getElementsByTagName("error").getLength() > 0) {
          failures.add(one.getAttribute("package") + ": " + one.getAttribute("classname"));
        }
      }
      return new Report(cases.getLength(), failures);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }
}
