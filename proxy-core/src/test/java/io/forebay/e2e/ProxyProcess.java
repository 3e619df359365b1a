package io.forebay.e2e;

import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A proxy in a JVM of its own with little memory. */
final class ProxyProcess implements AutoCloseable {

  private static final int HEAP_MIB = 48;
  private static final int DIRECT_MIB = 64;

  private final Process process;
  private final BufferedReader out;
  private final int port;

  private ProxyProcess(Process process) throws IOException {
    this.process = process;
    this.out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    this.port = readNumber();
  }

  static ProxyProcess start(int originPort) throws IOException {
    return start(Setup.yaml("{}", "", originPort));
  }

  static ProxyProcess start(String yaml) throws IOException {
    return start(yaml, DIRECT_MIB);
  }

  /** A proxy that has {@code directMib} MiB for buffers. */
  static ProxyProcess start(String yaml, int directMib) throws IOException {
    String surefire = System.getProperty("surefire.test.class.path");
    String classPath = surefire == null ? System.getProperty("java.class.path") : surefire;
    return new ProxyProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MIB + "m",
                "-XX:MaxDirectMemorySize=" + directMib + "m",
                "-Dio.netty.maxDirectMemory=" + (directMib << 20),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ProxyProcess.class.getName(),
                yaml)
            .redirectError(Redirect.INHERIT)
            .start());
  }

  int port() {
    return port;
  }

  /** Live heap and direct memory in use, in MiB. */
  int usedMiB() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return readNumber();
  }

  private int readNumber() throws IOException {
    String line = out.readLine();
    while (line != null && !line.matches("[0-9]+")) {
      // Something that a library had to say.
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("the proxy's JVM ended");
    }
    return Integer.parseInt(line);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** The other JVM: prints its port, then its memory for each line it reads. */
  public static void main(String[] args) throws Exception {
    try (Proxy proxy = new Proxy(TestProxy.parse(args[0]), Transport.best(), Ticker.system())) {
      proxy.open();
      System.out.println(proxy.boundAddresses("web").get(0).getPort());
      while (System.in.read() >= 0) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        System.out.println((heap + PlatformDependent.usedDirectMemory()) >> 20);
      }
    }
  }
}
