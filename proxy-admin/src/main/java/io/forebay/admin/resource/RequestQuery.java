package io.forebay.admin.resource;

import io.forebay.config.Cidr;
import io.forebay.config.NetworkSet;
import io.forebay.config.StatusRange;
import io.forebay.inspect.RequestFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which requests somebody wants to follow, as a query says it. */
final class RequestQuery {

  static final Set<String> NAMES =
      Set.of(
          "listener",
          "route",
          "backend",
          "server",
          "status",
          "client",
          "path",
          "min_duration",
          "sample");

  private static final Pattern CLASS = Pattern.compile("([2-5])xx");
  private static final Pattern SAMPLE = Pattern.compile("1/([1-9][0-9]{0,6})");
  private static final int CLASS_SIZE = 100;

  private RequestQuery() {}

  static RequestFilter filter(Map<String, String> query) {
    return new RequestFilter(
        new RequestFilter.Names(
            query.get("listener"), query.get("route"), query.get("backend"), query.get("server")),
        statuses(query.get("status")),
        clients(query.get("client")),
        query.getOrDefault("path", ""),
        Waiting.time(query.get("min_duration"), "min_duration", Duration.ZERO).toNanos(),
        sample(query.get("sample")));
  }

  /** Statuses, ranges and classes of them, with commas between. */
  private static List<StatusRange> statuses(@Nullable String text) {
    List<StatusRange> ranges = new ArrayList<>();
    if (text != null) {
      for (String part : text.split(",", -1)) {
        ranges.add(status(part));
      }
    }
    return ranges;
  }

  private static StatusRange status(String text) {
    Matcher matcher = CLASS.matcher(text);
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1)) * CLASS_SIZE;
      return new StatusRange(first, first + CLASS_SIZE - 1);
    }
    try {
      return StatusRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          400, "status: " + text + " (expected: such as 404, 400-499 or 5xx, with commas between)");
    }
  }

  /** Networks or addresses, with commas between. */
  static NetworkSet clients(@Nullable String text) {
    List<Cidr> networks = new ArrayList<>();
    if (text != null) {
      for (String part : text.split(",", -1)) {
        networks.add(network(part));
      }
    }
    return NetworkSet.of(networks);
  }

  private static Cidr network(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "client: " + e.getMessage());
    }
  }

  private static int sample(@Nullable String text) {
    if (text == null) {
      return 1;
    }
    Matcher matcher = SAMPLE.matcher(text);
    if (!matcher.matches()) {
      throw new ApiException(400, "sample: " + text + " (expected: such as 1/100)");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
