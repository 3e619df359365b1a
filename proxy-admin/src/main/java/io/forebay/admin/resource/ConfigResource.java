package io.forebay.admin.resource;

import io.forebay.observe.Reloads;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code config}: the configuration in force with every default, as JSON or as the file. */
final class ConfigResource implements Resource {

  private static final String YAML = "application/yaml";
  private static final List<String> FORMATS = List.of("json", "yaml");

  private final ProxyStatus status;
  private final ControlPlane control;
  private final AdminWorker worker;

  ConfigResource(ProxyStatus status, ControlPlane control, AdminWorker worker) {
    this.status = status;
    this.control = control;
    this.worker = worker;
  }

  @Override
  public Set<String> query() {
    return Set.of("format");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    boolean yaml = isYaml(request);
    return control
        .effectiveConfig()
        .exceptionally(ConfigResource::refused)
        .thenCompose(it -> worker.answer(() -> yaml ? yaml(it) : json(it)));
  }

  /** What the query says, else the type that is asked for, else JSON. */
  private static boolean isYaml(AdminRequest request) {
    String format = request.query().get("format");
    if (format != null && !FORMATS.contains(format)) {
      throw new ApiException(
          400, "format: " + format + " (expected: " + Names.choice(format, FORMATS) + ")");
    }
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return format == null ? accept.startsWith(YAML) : format.equals("yaml");
  }

  private static String refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IllegalStateException) {
      throw new ApiException(409, String.valueOf(cause.getMessage()));
    }
    throw new CompletionException(cause);
  }

  private static AdminResponse yaml(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return told(new AdminResponse(200, YAML, bytes));
  }

  private AdminResponse json(String text) {
    Reloads.State reloads = status.reloads().state();
    @Nullable String source = control.source();
    return told(
        AdminResponse.json(
            200,
            out -> {
              Json.text(out, "file", source);
              out.writeStringField("hash", reloads.configHash());
              out.writeNumberField("generation", reloads.generation());
              out.writeStringField("since", reloads.lastSuccess().toString());
              out.writeFieldName("config");
              YamlJson.write(out, YamlJson.read(text));
            }));
  }

  private static AdminResponse told(AdminResponse response) {
    return response
        .withField(AdminResponse.ETAG, Tags.of(response.body()))
        .withField(HttpHeaderNames.VARY.toString(), HttpHeaderNames.ACCEPT.toString());
  }
}
