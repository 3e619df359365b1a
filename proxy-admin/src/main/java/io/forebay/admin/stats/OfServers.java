package io.forebay.admin.stats;

/** What was counted of all servers that a backend has ever had. */
record OfServers(Tries tries, Failures failures, long bytesTo, long bytesFrom) {

  static OfServers of(String backend, Look look) {
    OfServers all = new OfServers(Tries.NONE, Failures.NONE, 0, 0);
    for (int id : look.serversOf(backend)) {
      all = all.plus(id, look);
    }
    return all;
  }

  private OfServers plus(int id, Look look) {
    return new OfServers(
        tries.plus(look.counters().tries(id)),
        failures.plus(look.counters().failures(id)),
        bytesTo + look.bytesTo(id),
        bytesFrom + look.bytesFrom(id));
  }
}
