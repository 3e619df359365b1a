package io.forebay.condition;

import io.forebay.config.Cidr;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.MatchConfig;
import io.forebay.http.ClientConnection;
import io.forebay.http.GrpcCall;
import io.forebay.http.HttpHead;
import io.forebay.route.RouteTable;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a route asks of a request beside its host and path. Immutable; any event loop. */
public final class RequestConditions {
  private static final byte[] WEBSOCKET = Ascii.bytes("websocket");

  private final RequestCondition[] conditions;

  private RequestConditions(List<RequestCondition> conditions) {
    this.conditions = conditions.toArray(new RequestCondition[0]);
  }

  /**
   * The conditions of {@code match}, or null where it has none.
   *
   * @param forwarded whom to believe about the address of a client
   */
  public static @Nullable RequestConditions of(MatchConfig match, ForwardedConfig forwarded) {
    List<RequestCondition> all = new ArrayList<>();
    if (!match.methods().isEmpty()) {
      all.add(method(Set.copyOf(match.methods())));
    }
    Boolean websocket = match.websocket();
    if (websocket != null) {
      all.add((client, head) -> isWebSocket(head) == websocket);
    }
    if (match.isGrpc()) {
      all.add(grpc(match.grpcMethod()));
    }
    match.headers().forEach(it -> all.add(FieldConditions.header(it)));
    match.query().forEach(it -> all.add(FieldConditions.query(it)));
    match.cookies().forEach(it -> all.add(FieldConditions.cookie(it)));
    if (!match.sources().isEmpty()) {
      all.add(source(match.sources(), forwarded));
    }
    MatchConfig not = match.not();
    if (not != null) {
      all.add(not(not, forwarded));
    }
    return all.isEmpty() ? null : new RequestConditions(all);
  }

  /** Whether all of them hold for a request whose head is as it was received. */
  public boolean hold(ClientConnection client, HttpHead head) {
    for (RequestCondition condition : conditions) {
      if (!condition.holds(client, head)) {
        return false;
      }
    }
    return true;
  }

  private static RequestCondition method(Set<String> methods) {
    return (client, head) -> methods.contains(head.methodText());
  }

  private static boolean isWebSocket(HttpHead head) {
    return head.isUpgradeTo(WEBSOCKET);
  }

  /** A call of {@code method}, or of any where it is null; the service is looked up as a path. */
  private static RequestCondition grpc(@Nullable String method) {
    byte[] name = method == null ? null : Ascii.bytes(method);
    return (client, head) ->
        GrpcCall.isCall(head) && (name == null || GrpcCall.isOfMethod(head, name));
  }

  private static RequestCondition source(List<Cidr> networks, ForwardedConfig forwarded) {
    return (client, head) -> {
      byte[] address = ClientAddress.of(forwarded, client, head);
      return address != null && networks.stream().anyMatch(it -> it.contains(address));
    };
  }

  private static RequestCondition not(MatchConfig match, ForwardedConfig forwarded) {
    RequestConditions conditions = of(match, forwarded);
    RouteTable<Boolean> places = match.hasPlace() ? places(match) : null;
    return (client, head) ->
        places != null && !covers(places, head)
            || conditions != null && !conditions.hold(client, head);
  }

  private static boolean covers(RouteTable<Boolean> places, HttpHead head) {
    return places.match(
            head.bytes(),
            head.authorityStart(),
            head.authorityEnd(),
            head.pathStart(),
            head.pathEnd())
        != null;
  }

  private static RouteTable<Boolean> places(MatchConfig match) {
    RouteTable.Builder<Boolean> table = RouteTable.builder();
    RoutePlaces.add(table, match, true);
    return table.build();
  }
}
