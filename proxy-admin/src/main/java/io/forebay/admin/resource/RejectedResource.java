package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.inspect.Rejection;
import io.forebay.runtime.ProxyStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code rejected}: requests that were refused lately, the oldest first. */
final class RejectedResource implements Resource {

  private static final int BYTE_DIGITS = 16;

  private final ProxyStatus status;
  private final AdminWorker worker;

  RejectedResource(ProxyStatus status, AdminWorker worker) {
    this.status = status;
    this.worker = worker;
  }

  @Override
  public Set<String> query() {
    return Set.of("since", "listener", "reason", "limit");
  }

  @Override
  public CompletableFuture<AdminResponse> answer(AdminRequest request, List<String> names) {
    Map<String, String> query = request.query();
    long since = Names.number(query.get("since"), "since", 0);
    int limit = PageLimit.of(query.get("limit"));
    List<Rejection> found =
        status.rejections().since(since).stream()
            .filter(it -> isWanted(query, "listener", it.listener()))
            .filter(it -> isWanted(query, "reason", it.reason()))
            .toList();
    return worker.answer(() -> told(since, found, limit));
  }

  private static boolean isWanted(Map<String, String> query, String name, String value) {
    String wanted = query.get(name);
    return wanted == null || wanted.equals(value);
  }

  private AdminResponse told(long since, List<Rejection> found, int limit) {
    List<Rejection> latest = found.subList(Math.max(0, found.size() - limit), found.size());
    return AdminResponse.json(
        200,
        out -> {
          long last = found.isEmpty() ? since : found.get(found.size() - 1).number();
          out.writeNumberField("last", last);
          out.writeNumberField("total", found.size());
          out.writeNumberField("left_out", status.rejections().leftOut());
          out.writeArrayFieldStart("rejected");
          for (Rejection it : latest) {
            write(out, it);
          }
          out.writeEndArray();
        });
  }

  private static void write(JsonGenerator out, Rejection it) throws IOException {
    out.writeStartObject();
    out.writeNumberField("number", it.number());
    out.writeStringField("at", it.at().toString());
    out.writeStringField("listener", it.listener());
    out.writeStringField("client", it.client());
    out.writeStringField("reason", it.reason());
    Json.text(out, "detail", it.detail());
    out.writeNumberField("status", it.status());
    if (it.request() != null) {
      write(out, it.request());
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Rejection.Request it) throws IOException {
    if (it.method() != null) {
      out.writeStringField("method", it.method());
      out.writeStringField("target", it.target());
      out.writeStringField("protocol", it.protocol());
    }
    if (!it.host().isEmpty()) {
      out.writeStringField("host", it.host());
    }
    out.writeStringField("route", it.route());
    if (it.offset() >= 0) {
      out.writeNumberField("offset", it.offset());
    }
    if (it.badByte() >= 0) {
      String digits = it.badByte() < BYTE_DIGITS ? "0x0" : "0x";
      out.writeStringField("byte", digits + Integer.toHexString(it.badByte()));
    }
    Json.strings(out, "received", it.received());
  }
}
