package io.forebay.net;

import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** What the operating system had to say, without the call and the number that Netty puts before. */
public final class NativeErrors {

  private static final Pattern CALL =
      Pattern.compile("^[a-z0-9]+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ");

  private NativeErrors() {}

  /** The reason alone, such as {@code Connection refused}. */
  public static String reason(Throwable failure) {
    String message = failure.getMessage();
    if (message == null && failure instanceof FileNotFoundException) {
      // So Netty says it of a unix socket.
      return "No such file or directory";
    }
    return message == null
        ? failure.getClass().getSimpleName()
        : CALL.matcher(message).replaceFirst("");
  }

  /**
   * Why an address could not be bound, and who has it if that is why and can be known.
   *
   * @param port that was asked for
   */
  public static String bindReason(Throwable failure, int port) {
    if (failure instanceof UnknownHostException) {
      return "the host name has no address";
    }
    String reason = reason(failure);
    String owner = reason.endsWith("in use") ? SocketOwner.of(port) : null;
    return owner == null ? reason : reason + ", by " + owner;
  }
}
