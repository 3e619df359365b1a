package io.forebay.bench.failover;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forebay's admin address. */
final class ForebayAdmin {
  private static final Duration TIMEOUT = Duration.ofSeconds(2 * Candidate.DRAIN_SECONDS);

  private final int port;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  ForebayAdmin(int port) {
    this.port = port;
  }

  /** Sets the state of a server of the backend {@code app}. */
  void setState(String server, String state, String query)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("/api/v1/backends/app/servers/" + server + query)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"state\":\"" + state + "\"}"));
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(state + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  /** The metric of that name with that server in its labels; 0 if there is none. */
  double metric(String name, String server) throws IOException, InterruptedException {
    String labels = "\\{[^}]*server=\"" + Pattern.quote(server) + "\"[^}]*} (\\S+)$";
    Matcher matcher =
        Pattern.compile("^" + name + labels, Pattern.MULTILINE)
            .matcher(send(request("/metrics")).body());
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
