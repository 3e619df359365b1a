package io.forebay.admin.stats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of a backend.
 *
 * @param state what operators want: {@code ready}, {@code drain}, {@code maint}
 * @param stateCause who wanted that and when; null for nobody
 * @param health {@code unchecked}, {@code up}, {@code down}, {@code unresolved}
 * @param healthText the same for people, such as {@code DOWN (role)}
 * @param healthCause why; null where nothing is known
 * @param changedSeconds since health or state changed last; -1 for never
 * @param downSeconds time spent down since the start of the process
 * @param check the last check; null without checks
 * @param usable whether new requests may go there
 * @param avoided why others are preferred to it, such as {@code ejected}
 * @param breaker {@code closed}, {@code half_open}, {@code open}; null for none
 * @param drainMillisLeft that what is in flight may go on; -1 where nothing drains
 * @param weight that counts now, 0 to 256
 * @param configuredWeight that of the file
 * @param slowStartPercent what part of the weight counts, 10 to 100
 * @param inFlight requests under way
 * @param maxInFlight most that were under way at once
 * @param limit most that may be; 0 for none
 * @param retries tries that it failed and that were repeated, here or elsewhere
 * @param share part of the backend's requests in the last minute, 0 to 1; NaN without requests
 * @param expectedShare the part that its weight asks for
 * @param downs how often it went down
 */
public record ServerStatistics(
    String name,
    String address,
    String state,
    @Nullable String stateCause,
    String health,
    String healthText,
    @Nullable String healthCause,
    long changedSeconds,
    long downSeconds,
    @Nullable CheckStatistics check,
    boolean usable,
    List<String> avoided,
    @Nullable String breaker,
    long drainMillisLeft,
    int weight,
    int configuredWeight,
    int slowStartPercent,
    boolean backup,
    long inFlight,
    long maxInFlight,
    int limit,
    long connections,
    long tunnels,
    long retries,
    double share,
    double expectedShare,
    Failures failures,
    Traffic traffic,
    History history,
    long downs,
    Tries tries,
    Times times) {

  public ServerStatistics {
    avoided = List.copyOf(avoided);
  }
}
