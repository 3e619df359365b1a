package io.forebay.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that one place of the configuration names.
 *
 * @param entries as they are written: networks, {@link #FILE} with a path, {@link #UNIX}
 * @param networks all of them, those that stand in files too
 * @param unix whether clients on unix sockets, which have no address, are among them
 */
public record AddressListConfig(List<String> entries, NetworkSet networks, boolean unix) {

  /** What clients on unix sockets are called. */
  public static final String UNIX = "unix";

  /** Stands in front of the path of a file with networks. */
  public static final String FILE = "file:";

  /** Bytes that such a file may have. */
  public static final int MAX_FILE_BYTES = 16 << 20;

  public AddressListConfig {
    entries = List.copyOf(entries);
  }

  /**
   * Whether it holds this address.
   *
   * @param rawAddress 4 or 16 bytes; null for a client on a unix socket
   */
  public boolean holds(byte @Nullable [] rawAddress) {
    return rawAddress == null ? unix : networks.contains(rawAddress);
  }

  /** Without the networks, of which there may be very many. */
  @Override
  public String toString() {
    return entries.toString();
  }
}
