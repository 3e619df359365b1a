package io.forebay.admin.resource;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.util.Hash64;
import java.nio.charset.StandardCharsets;

/**
 * ETags. One stands for what operators can change, so that it holds while traffic flows and health
 * changes: it is strong, but says nothing of counters. Any thread.
 */
final class Tags {

  private static final char END = '\n';

  private Tags() {}

  /** Of a server as it is now. */
  static String of(WeightedServer server) {
    StringBuilder text = new StringBuilder();
    add(text, server);
    return of(text);
  }

  /** Of a backend with its servers as they are now. */
  static String of(Backend backend) {
    StringBuilder text = new StringBuilder(backend.name()).append(END);
    backend.servers().forEach(it -> add(text, it));
    return of(text);
  }

  /** Of anything that is told as {@code text}. */
  static String of(CharSequence text) {
    return of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Of anything that is told as {@code bytes}. */
  static String of(byte[] bytes) {
    return "\"%016x\"".formatted(Hash64.of(bytes, 0, bytes.length));
  }

  private static void add(StringBuilder text, WeightedServer weighted) {
    Server server = weighted.server();
    text.append(server.name()).append(END).append(server.address()).append(END);
    text.append(server.adminState()).append(END);
    text.append(weighted.effectiveWeight()).append(END).append(weighted.weight()).append(END);
    text.append(weighted.effectiveMaxConnections()).append(END);
    text.append(weighted.maxConnections()).append(END);
    text.append(weighted.backup()).append(END).append(weighted.priority()).append(END);
  }
}
