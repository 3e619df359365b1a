package io.forebay.bench.failover;

import io.forebay.bench.failover.result.Target;
import java.util.List;

/**
 * One thing that goes wrong, or is done, while requests come in.
 *
 * @param name a word for the command line and the files
 * @param title one line for the report
 * @param forebayKeys what the backend of Forebay has beside the defaults, a line of YAML; peers
 *     have nothing like it and sit the scenario out, unless it is empty
 * @param targets what is to be reached
 * @param script what happens
 */
record Scenario(
    String name, String title, String forebayKeys, List<Target> targets, Script script) {

  /** What happens on the stage. It returns when the measured time is over. */
  interface Script {
    void play(Stage stage) throws Exception;
  }

  static Scenario of(String name, String title, List<Target> targets, Script script) {
    return new Scenario(name, title, "", targets, script);
  }
}
