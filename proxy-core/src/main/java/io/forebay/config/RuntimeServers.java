package io.forebay.config;

import java.util.List;

/**
 * In which servers the configuration in force differs from the file.
 *
 * @param added in the order in which they were
 * @param removed those of the file that are left out
 */
public record RuntimeServers(List<AddedServer> added, List<RemovedServer> removed) {

  /** The file is what is in force. */
  public static final RuntimeServers NONE = new RuntimeServers(List.of(), List.of());

  public RuntimeServers {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** Whether the server {@code name} of {@code backend} was added. */
  public boolean isAdded(String backend, String name) {
    return added.stream()
        .anyMatch(it -> it.backend().equals(backend) && it.server().name().equals(name));
  }

  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty();
  }
}
