package io.forebay.config;

import java.util.List;

/**
 * What names may do at an admin address. Who is in neither list may do nothing.
 *
 * @param read who may see what is served
 * @param write who may change things, and see them
 */
public record AdminRolesConfig(List<String> read, List<String> write) {

  public AdminRolesConfig {
    read = List.copyOf(read);
    write = List.copyOf(write);
  }
}
