package io.forebay.health.guard;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.BackendConfig;
import java.util.Map;

/** Makes the parts of one kind. */
@FunctionalInterface
public interface GuardSource {

  /**
   * Goes over to another configuration. Control loop only.
   *
   * @return the part of each server that is to have one; the same object as before, with all that
   *     it knows, as long as the server and the settings that it was made of are
   */
  Map<Server, GuardPart> apply(Map<Backend, BackendConfig> backends);
}
