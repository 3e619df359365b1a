package io.forebay.testkit;

/**
 * The peer sent bytes that are not an HTTP/1 message to the letter of RFC 9112. An error rather
 * than an exception, so that a test fails instead of breaking.
 */
public final class MalformedMessageError extends AssertionError {
  private static final long serialVersionUID = 1;

  MalformedMessageError(String problem, String found) {
    super(problem + ": \"" + EscapedBytes.encode(found) + "\"");
  }
}
