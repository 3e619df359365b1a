package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the system that tests run; a test whose program is missing is skipped. */
public final class Program {

  private Program() {}

  /**
   * Runs {@code program}, which has to succeed.
   *
   * @return what it writes to standard output, one character for each byte
   */
  public static String run(String program, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(find(program));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return out;
  }

  /** Where it is; skips the test where it is missing. */
  public static String find(String program) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    assumeTrue(false, program + " is not installed");
    return program;
  }
}
