package io.forebay.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A small file that the command line names. */
final class NamedFile {

  private NamedFile() {}

  /**
   * What it holds.
   *
   * @throws IOException with a message fit for operators, which shows nothing of it
   */
  static String text(Path file, int maxBytes, Charset charset) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(maxBytes + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": may not be read: permission denied", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > maxBytes) {
      throw new IOException(file + ": too large (expected: at most " + maxBytes + " bytes)");
    }
    return new String(bytes, charset);
  }
}
