package io.forebay.config.yaml;

import io.forebay.config.AddressListConfig;
import io.forebay.config.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of networks: one network or address a line. What follows a {@code #} is a comment; empty
 * lines count for nothing.
 */
final class NetworkFile {
  /** Of one file; whoever has more does not read them one by one. */
  private static final int MOST_PROBLEMS = 10;

  private NetworkFile() {}

  /**
   * The networks of the file {@code name}; what is wrong there is reported at {@code place} with
   * the line of the file.
   */
  static List<Cidr> read(Place place, String name) {
    String content = FileContent.read(place, name, AddressListConfig.MAX_FILE_BYTES);
    return content == null
        ? List.of()
        : parse(place, FileContent.path(place, name).toString(), content);
  }

  private static List<Cidr> parse(Place place, String file, String content) {
    List<Cidr> networks = new ArrayList<>();
    int number = 0;
    int wrong = 0;
    for (String line : (Iterable<String>) content.lines()::iterator) {
      number++;
      String entry = withoutComment(line);
      if (entry.isEmpty()) {
        continue;
      }
      try {
        networks.add(Cidr.parse(entry));
      } catch (IllegalArgumentException e) {
        if (++wrong <= MOST_PROBLEMS) {
          place.problem(file + ":" + number + ": " + e.getMessage());
        }
      }
    }
    if (wrong > MOST_PROBLEMS) {
      place.problem(file + ": " + (wrong - MOST_PROBLEMS) + " more lines are no networks");
    }
    return networks;
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf('#');
    return (comment < 0 ? line : line.substring(0, comment)).strip();
  }
}
