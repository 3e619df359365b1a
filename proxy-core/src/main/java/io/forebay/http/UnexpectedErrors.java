package io.forebay.http;

import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a mistake of the proxy's own from the failures of connections, which are everyday. */
public final class UnexpectedErrors {

  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedErrors.class);

  private UnexpectedErrors() {}

  /** Logs {@code cause} with its trace unless it is an I/O error, one of TLS included. */
  public static void log(String where, Throwable cause) {
    boolean everyday = cause instanceof IOException || cause.getCause() instanceof SSLException;
    if (!everyday) {
      LOG.error("{}: connection closed by an error of the proxy itself", where, cause);
    }
  }
}
