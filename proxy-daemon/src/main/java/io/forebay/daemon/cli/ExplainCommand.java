package io.forebay.daemon.cli;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.daemon.explain.ExplainedRequest;
import io.forebay.daemon.explain.Explanation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay explain}. */
@Command(
    name = "explain",
    description = "Says what becomes of a request: its listener, route, filters and settings.",
    footer = {"", "Example: forebay explain -c forebay.yaml GET https://shop.example.com/cart"})
final class ExplainCommand implements Callable<Integer> {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The configuration.")
  private Path file;

  @Parameters(index = "0", paramLabel = "METHOD", description = "Such as GET.")
  private String method;

  @Parameters(index = "1", paramLabel = "URL", description = "As a client asks for it.")
  private String url;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "LINE",
      description = "A header field, NAME: VALUE; more than once for several.")
  private List<String> headers = List.of();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where the client connects from, ${DEFAULT-VALUE} by default.")
  private String from;

  @Option(
      names = "--listener",
      paramLabel = "NAME",
      description = "Where it arrives; else the listener at the URL's port.")
  private @Nullable String listener;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InvalidConfigException, UsageException, IOException {
    ParsedConfig parsed = YamlConfigParser.parse(file);
    String text;
    try {
      ExplainedRequest request = ExplainedRequest.of(method, url, headers);
      text =
          ExplanationText.of(
              parsed, method + " " + url, Explanation.of(parsed.config(), request, from, listener));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? ExplanationText.json(text) : text);
    out.flush();
    return ExitCode.DONE;
  }
}
