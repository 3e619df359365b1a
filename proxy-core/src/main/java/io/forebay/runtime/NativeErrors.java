package io.forebay.runtime;

import java.util.regex.Pattern;

/** What the operating system had to say, without the call and the number that Netty puts before. */
final class NativeErrors {

  private static final Pattern CALL =
      Pattern.compile("^[a-z0-9]+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ");

  private NativeErrors() {}

  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : CALL.matcher(message).replaceFirst("");
  }
}
