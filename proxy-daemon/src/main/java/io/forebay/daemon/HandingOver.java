package io.forebay.daemon;

import io.forebay.config.ProcessConfig;
import io.forebay.daemon.systemd.Notifier;
import io.forebay.daemon.upgrade.Handover;
import io.forebay.daemon.upgrade.Predecessor;
import io.forebay.daemon.upgrade.UpgradePath;
import io.forebay.daemon.upgrade.UpgradeServer;
import io.forebay.net.ListeningSocket;
import io.forebay.observe.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** This process as the one that another takes over from. Life-cycle thread. */
final class HandingOver implements Predecessor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandingOver.class);

  private final ProxyAssembly assembly;
  private final PidFile pidFile;
  private final Notifier notifier;
  private @Nullable UpgradeServer server;

  HandingOver(ProxyAssembly assembly, PidFile pidFile, Notifier notifier) {
    this.assembly = assembly;
    this.pidFile = pidFile;
    this.notifier = notifier;
  }

  /**
   * From now on another process may take over, where the transport can do that.
   *
   * @param strict whether not to go on where that was configured and cannot be
   * @param onHandover gets each attempt
   * @throws IOException naming the key, the path and the reason
   */
  void listen(ProcessConfig process, Path file, boolean strict, Consumer<Handover> onHandover)
      throws IOException {
    Path path = UpgradePath.of(process, file);
    try {
      assembly.requireEpoll("an upgrade");
      server = UpgradeServer.open(path, file.toAbsolutePath(), this, onHandover);
    } catch (IOException e) {
      String problem = "cannot listen at " + path + ": " + e.getMessage();
      if (strict && process.upgradeSocket() != null) {
        throw new IOException("global.upgrade_socket: " + problem, e);
      }
      LOG.info("no upgrade without a restart: {}", problem);
    }
  }

  @Override
  public List<ListeningSocket> listeningSockets() {
    return assembly.listeningSockets();
  }

  @Override
  public void save() {
    assembly.saveState();
  }

  @Override
  public void hold() {
    assembly.hold();
  }

  @Override
  public void resume() {
    assembly.accept();
    try {
      pidFile.write();
    } catch (IOException e) {
      LOG.error("{}", e.getMessage());
    }
  }

  @Override
  public void handOver(List<ListeningSocket> handed, long successor) {
    notifier.leavingTo(successor);
    if (server != null) {
      server.leave();
    }
    assembly.handOver(handed);
  }

  @Override
  public void tell(Level level, String text) {
    assembly.proxy().events().add(level, Event.Kind.LIFE, null, null, text);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
