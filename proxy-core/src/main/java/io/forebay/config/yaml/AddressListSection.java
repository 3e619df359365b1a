package io.forebay.config.yaml;

import io.forebay.config.AddressListConfig;
import io.forebay.config.Cidr;
import io.forebay.config.NetworkSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of addresses: networks, files of networks, and clients on unix sockets. */
final class AddressListSection {
  private static final String EXPECTED =
      "a network such as 10.0.0.0/8, an address, "
          + AddressListConfig.UNIX
          + ", or "
          + AddressListConfig.FILE
          + "PATH";
  private static final String EVERYBODY = "all";

  private final Place place;
  private final List<String> entries = new ArrayList<>();
  private final List<Cidr> networks = new ArrayList<>();
  private boolean unix;

  private AddressListSection(Place place) {
    this.place = place;
  }

  /**
   * Null when the key is absent, and after a problem.
   *
   * @param mayBeEmpty whether files need not hold anything
   */
  static @Nullable AddressListConfig read(MapReader owner, String key, boolean mayBeEmpty) {
    Place place = owner.at(key);
    return place == null ? null : new AddressListSection(place).read(mayBeEmpty);
  }

  private @Nullable AddressListConfig read(boolean mayBeEmpty) {
    int before = place.problems().count();
    place.itemsOrSelf().forEach(this::add);
    if (place.problems().count() != before) {
      return null;
    }
    if (networks.isEmpty() && !unix && (entries.isEmpty() || !mayBeEmpty)) {
      place.problem("no address (expected: at least one)");
    }
    return new AddressListConfig(entries, NetworkSet.of(networks), unix);
  }

  private void add(Place item) {
    String text = Scalars.text(item, EXPECTED);
    if (text == null) {
      return;
    }
    if (text.equals(AddressListConfig.UNIX)) {
      unix = true;
      entries.add(text);
    } else if (text.startsWith(AddressListConfig.FILE)) {
      addFile(item, text.substring(AddressListConfig.FILE.length()));
    } else if (text.equals(EVERYBODY)) {
      item.expected(
          EXPECTED
              + "; everybody is 0.0.0.0/0, ::/0 and unix, and whoever is not in allow, where it"
              + " is, is refused without deny");
    } else {
      Cidr network = Scalars.convert(item, EXPECTED, Cidr::parse);
      if (network != null) {
        networks.add(network);
        entries.add(network.toString());
      }
    }
  }

  private void addFile(Place item, String name) {
    int before = item.problems().count();
    networks.addAll(NetworkFile.read(item, name));
    if (item.problems().count() == before) {
      entries.add(AddressListConfig.FILE + FileContent.path(item, name));
    }
  }
}
