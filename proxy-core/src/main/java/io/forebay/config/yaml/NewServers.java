package io.forebay.config.yaml;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.ServerConfig;
import java.util.Map;

/**
 * Reads servers that join the backends of a file which was accepted: by the rules of that file, and
 * with what their backend says for servers that say nothing of their own. Any thread.
 */
public final class NewServers {
  /** Of a configuration that comes from no file: there are no rules to read servers by. */
  public static final NewServers NONE = new NewServers("", Map.of(), new Secrets());

  private final String file;
  private final Map<String, ServerSection.Inherited> backends;
  private final Secrets secrets;

  NewServers(String file, Map<String, ServerSection.Inherited> backends, Secrets secrets) {
    this.secrets = secrets;
    this.file = file;
    this.backends = Map.copyOf(backends);
  }

  /** What must not be shown of that file. */
  Secrets secrets() {
    return secrets;
  }

  /** Whether servers can join {@code backend}. */
  public boolean has(String backend) {
    return backends.containsKey(backend);
  }

  /**
   * Reads a server, with the files that it names; their paths count from the folder of the file.
   * Nothing in it is replaced from the environment or from a file.
   *
   * @param json an object with the keys that a server in the file may have
   * @throws InvalidConfigException with all problems, whose paths begin at the server
   * @throws IllegalArgumentException where there is no such backend
   */
  public ServerConfig read(String backend, String json) throws InvalidConfigException {
    ServerSection.Inherited inherited = backends.get(backend);
    if (inherited == null) {
      throw new IllegalArgumentException("backend: " + backend + " (expected: one of the file)");
    }
    Problems problems = new Problems(file);
    MapReader map =
        MapReader.of(
            new Place(
                problems, new TreeBuilder(problems).build(SourceText.check(json, problems)), ""));
    ServerConfig server = map == null ? null : ServerSection.read(map, inherited);
    problems.throwIfAny();
    if (server == null) {
      throw new IllegalStateException("refused without a problem");
    }
    return server;
  }
}
