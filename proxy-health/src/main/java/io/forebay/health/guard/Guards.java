package io.forebay.health.guard;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerGuard;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every server the guard that its backend's configuration asks for, and none where it asks
 * for none. A guard stays through every reload that leaves its parts alone.
 */
public final class Guards {

  private final EventLoop control;
  private final GuardSource first;
  private final GuardSource second;

  /** Guards of the parts of two sources; {@code first} is asked first. */
  public Guards(EventLoop control, GuardSource first, GuardSource second) {
    this.control = control;
    this.first = first;
    this.second = second;
  }

  /** Guards of the parts of one source. */
  public Guards(EventLoop control, GuardSource only) {
    this(control, only, backends -> Map.of());
  }

  /** To be called after each change of the configuration. Any thread; happens a moment later. */
  public void apply(Map<Backend, BackendConfig> backends) {
    Map<Backend, BackendConfig> wanted = new LinkedHashMap<>(backends);
    control.execute(() -> change(wanted));
  }

  private void change(Map<Backend, BackendConfig> backends) {
    Map<Server, GuardPart> firsts = first.apply(backends);
    Map<Server, GuardPart> seconds = second.apply(backends);
    for (Backend backend : backends.keySet()) {
      for (WeightedServer it : backend.servers()) {
        Server server = it.server();
        server.guard(guard(server.guard(), firsts.get(server), seconds.get(server)));
      }
    }
  }

  private static @Nullable ServerGuard guard(
      @Nullable ServerGuard before, @Nullable GuardPart first, @Nullable GuardPart second) {
    if (first == null && second == null) {
      return null;
    }
    GuardPart one = first == null ? NoPart.INSTANCE : first;
    GuardPart two = second == null ? NoPart.INSTANCE : second;
    return before instanceof PartsGuard it && it.isOf(one, two) ? it : new PartsGuard(one, two);
  }
}
