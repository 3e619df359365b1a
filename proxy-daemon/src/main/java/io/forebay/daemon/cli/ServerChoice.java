package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.List;

/** Which servers a command means. */
final class ServerChoice {

  private final AdminOptions admin;

  ServerChoice(AdminOptions admin) {
    this.admin = admin;
  }

  /** Each once, in the order given; a {@code *} stands for those that the backend has now. */
  List<ServerName> of(List<String> texts) throws Exception {
    List<ServerName> parsed = new ArrayList<>();
    for (String it : texts) {
      parsed.add(ServerName.parse(it));
    }
    List<ServerName> all = new ArrayList<>();
    for (ServerName it : parsed) {
      all.addAll(it.isAll() ? of(it) : List.of(it));
    }
    return all.stream().distinct().toList();
  }

  private List<ServerName> of(ServerName all) throws Exception {
    return JsonValue.parse(admin.body(all.backendPath())).get("servers").items().stream()
        .map(it -> new ServerName(all.backend(), it.get("name").raw()))
        .toList();
  }
}
