package io.forebay.config.yaml;

import io.forebay.config.GrpcCheckConfig;
import org.jspecify.annotations.Nullable;

/** What a {@code health_check} of {@code type: grpc} says of its call. */
final class GrpcCheckSection {
  private GrpcCheckSection() {}

  /** Null after a problem. */
  static @Nullable GrpcCheckConfig read(MapReader map) {
    int before = map.problems().count();
    Place servicePlace = map.at("service");
    String service = servicePlace == null ? "" : service(servicePlace);
    Place hostPlace = map.at("host");
    String host = hostPlace == null ? null : HttpCheckSection.host(hostPlace);
    HttpCheckSection.passOverBut(map, "host");
    return map.problems().count() != before || service == null
        ? null
        : new GrpcCheckConfig(service, host);
  }

  /** Reports the key that other checks have no use for, which may be inherited. */
  static void passOver(MapReader map) {
    Place place = map.at("service");
    if (place != null && map.has("type")) {
      place.warn("without effect in a check that is not of type grpc");
    } else if (place != null) {
      place.problem("without effect in a check that is not of type grpc (expected: type: grpc)");
    }
  }

  private static @Nullable String service(Place place) {
    String service = Scalars.text(place, GrpcCheckConfig.SERVICE);
    if (service != null && !GrpcCheckConfig.isService(service)) {
      place.expected(GrpcCheckConfig.SERVICE);
      return null;
    }
    return service;
  }
}
