package io.forebay.admin;

import io.forebay.admin.Families.Gauges;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Room in the folders that the daemon writes to. */
final class DiskMetrics {
  private final Gauges free =
      new Gauges("forebay_disk_free_bytes", "Room left for what is written in the folder.");
  private final Gauges size =
      new Gauges("forebay_disk_size_bytes", "Size of the file system that the folder is in.");

  private DiskMetrics() {}

  static void addTo(List<MetricSnapshot> all, Collection<Path> files) {
    DiskMetrics metrics = new DiskMetrics();
    TreeSet<Path> folders = new TreeSet<>();
    for (Path file : files) {
      Path folder = file.getParent();
      if (folder != null) {
        folders.add(folder);
      }
    }
    folders.forEach(metrics::add);
    all.add(metrics.free.build());
    all.add(metrics.size.build());
  }

  private void add(Path folder) {
    Labels labels = Labels.of("folder", folder.toString());
    try {
      FileStore store = Files.getFileStore(folder);
      long room = store.getUsableSpace();
      size.add(store.getTotalSpace(), labels);
      free.add(room, labels);
    } catch (IOException e) {
      // A folder that is gone has no room that could be told of; its log tells of the loss.
    }
  }
}
