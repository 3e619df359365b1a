package io.forebay.config.yaml;

import io.forebay.config.Cidr;
import io.forebay.config.TrustedPeers;
import java.util.ArrayList;
import java.util.List;

/** A list of networks, and {@code unix}. */
final class TrustedPeersList {
  private TrustedPeersList() {}

  /** Those without problems; none where the key is absent. */
  static TrustedPeers read(MapReader owner, String key) {
    List<Cidr> networks = new ArrayList<>();
    boolean unix = false;
    for (Place place : owner.words(key)) {
      if (TrustedPeers.UNIX.equals(place.node().text())) {
        unix = true;
        continue;
      }
      Cidr network = Scalars.convert(place, "a network such as 10.0.0.0/8, or unix", Cidr::parse);
      if (network != null) {
        networks.add(network);
      }
    }
    return new TrustedPeers(networks, unix);
  }
}
