package io.forebay.admin.page;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.runtime.ProxyStatus;
import java.util.List;

/** A server that is to be changed. */
record ChosenServer(Backend backend, WeightedServer weighted) {

  /**
   * Finds each of them.
   *
   * @throws PageException if one is not there (any more)
   */
  static List<ChosenServer> of(ProxyStatus status, List<String> references) {
    return references.stream().map(it -> find(status, it)).toList();
  }

  private static ChosenServer find(ProxyStatus status, String reference) {
    for (Backend backend : status.backends()) {
      for (WeightedServer weighted : backend.servers()) {
        ChosenServer each = new ChosenServer(backend, weighted);
        if (each.reference().equals(reference)) {
          return each;
        }
      }
    }
    throw new PageException(404, reference + ": there is no such server (any more).");
  }

  Server server() {
    return weighted.server();
  }

  String reference() {
    return backend.name() + "/" + server().name();
  }

  /** Whether its backend can serve nobody without those of {@code chosen}. */
  boolean isLastOf(List<ChosenServer> chosen) {
    List<WeightedServer> leaving = chosen.stream().map(ChosenServer::weighted).toList();
    return backend.servers().stream().noneMatch(it -> it.isEligible() && !leaving.contains(it));
  }
}
