package io.forebay.admin.resource;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** The root: what there is. */
final class IndexResource implements Resource {

  private final Map<String, Resource> resources;

  /**
   * @param resources all of them by the template of their path, in the order to tell them
   */
  IndexResource(Map<String, Resource> resources) {
    this.resources = resources;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    return Resource.now(
        AdminResponse.json(
            200,
            out -> {
              out.writeArrayFieldStart("resources");
              for (Map.Entry<String, Resource> it : resources.entrySet()) {
                Resource resource = it.getValue();
                out.writeStartObject();
                out.writeStringField("path", Api.path(it.getKey()));
                Json.strings(out, "methods", resource.methods());
                Json.strings(out, "query", new TreeSet<>(resource.query()));
                out.writeEndObject();
              }
              out.writeEndArray();
            }));
  }
}
