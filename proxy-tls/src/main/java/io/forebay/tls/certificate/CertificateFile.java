package io.forebay.tls.certificate;

import io.forebay.config.yaml.SourceFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What one file holds. */
final class CertificateFile {
  /** Far more than any chain of certificates has. */
  static final int MAX_BYTES = 1 << 20;

  private CertificateFile() {}

  static byte[] read(Path file, SourceFiles files) throws UnreadableException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      files.missing(file, MAX_BYTES + 1);
      throw new UnreadableException("no file, but something else");
    }
    try {
      byte[] bytes = files.read(file, MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnreadableException("too large (expected: 1 MiB at most)");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableException("may not be read: permission denied");
    } catch (IOException e) {
      throw new UnreadableException("cannot be read: " + e.getMessage());
    }
  }
}
