package io.forebay.config.yaml;

import io.forebay.config.BindAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code bind}, and whether the addresses of the whole file can be bound together. */
final class BindAddresses {
  private static final String EXPECTED = "an address such as 0.0.0.0:80, \"[::1]:80\" or :8080";

  /**
   * @param owner who binds it, for messages
   */
  private record Bound(BindAddress address, Place place, String owner) {}

  private final List<Bound> all = new ArrayList<>();

  /** The addresses of a {@code bind}, or the fallback when the key is absent. */
  List<BindAddress> read(MapReader map, List<BindAddress> fallback) {
    List<Place> places = map.words("bind");
    if (map.at("bind") == null) {
      fallback.forEach(it -> addDefault(it, map.place()));
      return fallback;
    }
    List<BindAddress> addresses = new ArrayList<>();
    for (Place place : places) {
      BindAddress address = address(place);
      if (address != null) {
        addresses.add(address);
        all.add(new Bound(address, place, place.path() + " on line " + place.node().line()));
      }
    }
    return addresses;
  }

  private static @Nullable BindAddress address(Place place) {
    String text = place.node().text();
    if (text.matches("[0-9]{1,5}")) {
      place.expected(EXPECTED, ":" + text);
      return null;
    }
    return Scalars.convert(place, EXPECTED, BindAddress::parse);
  }

  /** An address that is bound although the file does not say so. */
  void addDefault(BindAddress address, Place place) {
    all.add(0, new Bound(address, place, "the admin listener by default"));
  }

  /** Reports each address that an earlier one of the file clashes with. */
  void reportClashes() {
    Map<Integer, List<Bound>> byPort = new HashMap<>();
    for (Bound bound : all) {
      List<Bound> earlier = byPort.computeIfAbsent(bound.address.port(), it -> new ArrayList<>());
      earlier.stream()
          .filter(it -> it.address.clashesWith(bound.address))
          .findFirst()
          .ifPresent(it -> report(it, bound));
      earlier.add(bound);
    }
  }

  private static void report(Bound earlier, Bound later) {
    later.place.problem(
        later.address
            + " clashes with "
            + earlier.address
            + " (expected: an address of its own; "
            + earlier.owner
            + " has that one)");
  }
}
