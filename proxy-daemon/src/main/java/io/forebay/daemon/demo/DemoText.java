package io.forebay.daemon.demo;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;

/** What the demo tells whoever started it. */
public final class DemoText {

  private DemoText() {}

  /**
   * @param web where the proxy listens
   * @param admin where the admin listeners are, if any
   * @param servers the ports of the sample servers
   */
  public static String of(
      InetSocketAddress web, List<InetSocketAddress> admin, List<Integer> servers) {
    String url = url(web);
    StringBuilder text = new StringBuilder("\nThe demo runs; Ctrl-C stops it. Open:\n\n");
    line(text, url + "/", "which server answered, and what it was sent; load it again");
    for (InetSocketAddress address : admin) {
      line(text, url(address) + "/stats", "what goes on, live, with buttons");
      line(text, url(address) + "/metrics", "counters for Prometheus");
      line(text, url(address) + "/ready", "whether the proxy takes traffic");
    }
    text.append("\nTry:\n\n");
    line(text, "curl -s " + url + "/api", "the same as JSON; repeat it to go round the servers");
    line(text, "curl -i " + url + "/slow", "an answer that takes 2 seconds");
    line(text, "curl -i " + url + "/fail", "every server answers 503, so the client gets one");
    String first = "http://127.0.0.1:" + servers.get(0);
    line(text, "curl -X POST " + first + "/down", "the first server fails its checks and is left");
    line(text, "curl -X POST " + first + "/up", "and comes back");
    return text.append('\n').toString();
  }

  private static void line(StringBuilder text, String what, String why) {
    text.append("  %-46s %s%n".formatted(what, why));
  }

  private static String url(InetSocketAddress address) {
    return "http://" + NetUtil.toSocketAddressString(address);
  }
}
