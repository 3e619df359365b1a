package io.forebay.testkit;

/** Headers of the PROXY protocol as one byte per character (ISO-8859-1), for clients to send. */
public final class ProxyHeaders {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private ProxyHeaders() {}

  /** Version 1 for a client at {@code address}, port 40000, which has connected to port 443. */
  public static String v1(String address) {
    String own =
        address.indexOf(':') < 0 ? "TCP4 " + address + " 192.0.2.9" : "TCP6 " + address + " ::9";
    return "PROXY " + own + " 40000 443\r\n";
  }

  /** The same in version 2, for IPv4. */
  public static String v2(String address) {
    StringBuilder addresses = new StringBuilder();
    for (String octet : (address + ".192.0.2.9").split("\\.")) {
      addresses.append((char) Integer.parseInt(octet));
    }
    return v2(0x21, 0x11, addresses + "\u009c\u0040\u0001\u00bb");
  }

  /** Version 2 of any kind. */
  public static String v2(int versionAndCommand, int family, String rest) {
    return SIGNATURE
        + (char) versionAndCommand
        + (char) family
        + (char) (rest.length() >> 8)
        + (char) (rest.length() & 0xff)
        + rest;
  }
}
