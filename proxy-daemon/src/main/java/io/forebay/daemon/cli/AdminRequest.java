package io.forebay.daemon.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A request for the admin API.
 *
 * @param path with its query
 * @param type of the body; of no meaning where that is empty
 * @param body empty for none
 */
record AdminRequest(String method, String path, String type, String body) {

  /** One that asks for something. */
  static AdminRequest get(String path) {
    return new AdminRequest("GET", path, "", "");
  }

  /**
   * One that changes something.
   *
   * @param body JSON; empty for none
   */
  static AdminRequest change(String method, String path, String body) {
    return new AdminRequest(method, path, "application/json", body);
  }

  /** A name as it stands in a path or a query. */
  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** All of it as it is sent. */
  byte[] bytes(String host, Credentials credentials) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    field(head, "Host", host);
    // By its beginning the daemon knows that a change comes from the command line.
    field(head, "User-Agent", "forebay/command-line");
    field(head, "Connection", "close");
    if (!credentials.isNone()) {
      field(head, "Authorization", credentials.authorization());
    }
    if (content.length > 0) {
      field(head, "Content-Type", type);
    }
    field(head, "Content-Length", Integer.toString(content.length));
    head.append("\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[start.length + content.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    return all;
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
