package io.forebay.admin.resource;

import io.forebay.inspect.RequestFilter;
import io.forebay.inspect.RequestTails;
import io.forebay.runtime.ProxyStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code requests}: requests as they end, for as long as the client reads. */
final class RequestsResource implements Resource {

  private final ProxyStatus status;

  RequestsResource(ProxyStatus status) {
    this.status = status;
  }

  @Override
  public Set<String> query() {
    return RequestQuery.NAMES;
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    RequestFilter filter = RequestQuery.filter(request.query());
    RequestTails tails = status.requestTails();
    if (tails.isFull()) {
      throw new ApiException(
          429, "too many follow requests (expected: at most " + RequestTails.MOST + " at a time)");
    }
    return Resource.now(AdminResponse.stream(sink -> RequestStream.open(tails, filter, sink)));
  }
}
