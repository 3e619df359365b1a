package io.forebay.admin.resource;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code openapi.json}: what there is, for programs. */
final class OpenApiResource implements Resource {

  private final AdminWorker worker;
  private volatile @Nullable AdminResponse made;

  OpenApiResource(AdminWorker worker) {
    this.worker = worker;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    AdminResponse ready = made;
    return ready == null ? worker.answer(this::make) : Resource.now(ready);
  }

  private AdminResponse make() {
    Map<String, Object> document = OpenApi.document();
    AdminResponse response =
        AdminResponse.json(
            200,
            out -> {
              for (Map.Entry<String, Object> it : document.entrySet()) {
                out.writeFieldName(it.getKey());
                YamlJson.write(out, it.getValue());
              }
            });
    AdminResponse tagged = response.withField(AdminResponse.ETAG, Tags.of(response.body()));
    made = tagged;
    return tagged;
  }
}
