package io.forebay.daemon;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which something has to happen before a file can hold something else: its own, and
 * that of each symbolic link on the way to it, since files are replaced by renaming (editors) and
 * links are pointed elsewhere (Kubernetes). Confined to the thread that waits.
 */
final class WatchedFolders implements AutoCloseable {
  /** As many as the system follows. */
  private static final int MOST_LINKS = 40;

  /** A folder in which something else changes all the time is looked at no more often. */
  private static final long PAUSE_MILLIS = 100;

  private final @Nullable WatchService service;
  private Map<Path, Set<Path>> namesByFolder = Map.of();
  private final Map<WatchKey, Path> folders = new HashMap<>();
  private boolean complete;

  /**
   * @param service null where the system tells of no changes; to be closed with this
   */
  WatchedFolders(@Nullable WatchService service) {
    this.service = service;
  }

  /** Watches what {@code files} depend on now, and nothing else. */
  void watch(Set<Path> files) {
    Map<Path, Set<Path>> wanted = of(files);
    if (service == null || (complete && wanted.equals(namesByFolder))) {
      return;
    }
    namesByFolder = wanted;
    complete = true;
    Set<WatchKey> kept = new HashSet<>();
    for (Path folder : wanted.keySet()) {
      try {
        WatchKey key = folder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
        folders.put(key, folder);
        kept.add(key);
      } catch (IOException e) {
        // It is not there, or the system watches no more: looking now and then has to do.
        complete = false;
      }
    }
    folders.keySet().stream().filter(it -> !kept.contains(it)).forEach(WatchKey::cancel);
    folders.keySet().retainAll(kept);
  }

  /** Whether the system tells of all changes. */
  boolean isComplete() {
    return complete;
  }

  /** The names that matter, by the folder that they stand in. */
  static Map<Path, Set<Path>> of(Set<Path> files) {
    Map<Path, Set<Path>> names = new HashMap<>();
    files.forEach(file -> follow(file.toAbsolutePath(), names));
    return names;
  }

  private static void follow(Path file, Map<Path, Set<Path>> names) {
    Deque<Path> rest = new ArrayDeque<>();
    file.forEach(rest::addLast);
    Path at = file.getRoot();
    for (int links = 0; !rest.isEmpty() && at != null; ) {
      Path name = rest.removeFirst();
      Path next = at.resolve(name).normalize();
      boolean link = Files.isSymbolicLink(next) && links++ < MOST_LINKS;
      if (link || rest.isEmpty()) {
        names.computeIfAbsent(at, folder -> new HashSet<>()).add(name);
      }
      at = link ? target(next, at, rest) : next;
    }
  }

  /** Where to go on, with what the link stands for in front of the rest; null for nowhere. */
  private static @Nullable Path target(Path link, Path folder, Deque<Path> rest) {
    try {
      Path target = Files.readSymbolicLink(link);
      for (int i = target.getNameCount() - 1; i >= 0; i--) {
        rest.addFirst(target.getName(i));
      }
      return target.isAbsolute() ? target.getRoot() : folder;
    } catch (IOException e) {
      return null;
    }
  }

  /** Waits until something that matters happens, or for so long. */
  void await(Duration longest) throws InterruptedException {
    if (service == null) {
      TimeUnit.NANOSECONDS.sleep(longest.toNanos());
      return;
    }
    long end = System.nanoTime() + longest.toNanos();
    boolean matters = false;
    for (long left = longest.toNanos(); left > 0 && !matters; left = end - System.nanoTime()) {
      WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
      matters = key != null && matters(key);
    }
  }

  private boolean matters(WatchKey key) throws InterruptedException {
    Path folder = folders.get(key);
    Set<Path> names = folder == null ? null : namesByFolder.get(folder);
    // An event without a name: there were more than the system keeps.
    boolean matters =
        names != null
            && key.pollEvents().stream()
                .anyMatch(it -> it.context() == null || names.contains(it.context()));
    if (!matters) {
      // Until the key is reset, further events are gathered in it.
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    if (!key.reset()) {
      complete = false;
      return true;
    }
    return matters;
  }

  @Override
  public void close() throws IOException {
    if (service != null) {
      service.close();
    }
  }
}
