package io.forebay.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Connections that somebody has asked for. Immutable.
 *
 * @param shown some of them, the longest open first
 * @param total how many there were
 */
public record Sessions(List<Session> shown, int total) {

  /** What several event loops have found, at most {@code limit} of them shown. */
  public static Sessions of(List<Sessions> parts, int limit) {
    List<Session> all = new ArrayList<>();
    int total = 0;
    for (Sessions part : parts) {
      all.addAll(part.shown());
      total += part.total();
    }
    all.sort(Comparator.comparingLong(Session::ageNanos).reversed());
    return new Sessions(List.copyOf(all.subList(0, Math.min(limit, all.size()))), total);
  }
}
