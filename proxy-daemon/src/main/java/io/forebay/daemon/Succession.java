package io.forebay.daemon;

import io.forebay.config.ProxyConfig;
import io.forebay.daemon.systemd.Activation;
import io.forebay.daemon.upgrade.Takeover;
import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.observe.Event;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this process comes to its addresses. Main thread. */
interface Succession {

  Logger LOG = LoggerFactory.getLogger(Succession.class);

  /** Whether no other process serves these addresses already. */
  boolean isFirst();

  /**
   * Opens everything and begins to serve.
   *
   * @return the file with the number of this process, written
   * @throws Exception with the reason; nothing is open then, and another process goes on
   */
  PidFile start(ProxyAssembly assembly) throws Exception;

  /** It opens them, or has them from the service manager. */
  record First(ProxyConfig config, Map<String, String> environment) implements Succession {

    @Override
    public boolean isFirst() {
      return true;
    }

    @Override
    public PidFile start(ProxyAssembly assembly) throws Exception {
      if (Activation.count(environment) > 0) {
        assembly.requireEpoll("sockets of the service manager");
      }
      InheritedSockets sockets = new InheritedSockets(Activation.sockets(environment));
      assembly.inherit(sockets, false);
      assembly.open();
      for (ListeningSocket left : sockets.left()) {
        LOG.warn(
            "socket {} of the service manager is not used:"
                + " no listener and no admin address is there or has its name",
            left);
      }
      assembly.accept();
      return PidFile.write(config.global().process().pidFile());
    }
  }

  /** It has them from another process, whose place it takes. */
  record Next(ProxyConfig config, Takeover takeover) implements Succession {

    @Override
    public boolean isFirst() {
      return false;
    }

    @Override
    public PidFile start(ProxyAssembly assembly) throws Exception {
      InheritedSockets sockets = takeover.sockets();
      assembly.inherit(sockets, true);
      assembly.open();
      takeover.ready(sockets);
      PidFile pid = PidFile.write(config.global().process().pidFile());
      try {
        assembly.accept();
        takeover.serving();
        String text = "upgrade: serves in place of process " + takeover.predecessor();
        assembly.proxy().events().add(Event.Kind.LIFE, null, null, text);
        takeover.close();
        return pid;
      } catch (IOException e) {
        // Whoever waits is the other process's after all.
        assembly.hold();
        pid.close();
        throw e;
      }
    }
  }
}
