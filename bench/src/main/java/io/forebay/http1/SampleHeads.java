package io.forebay.http1;

import io.forebay.util.Ascii;

/** Messages of a usual size: a browser's GET with thirteen fields, 632 bytes, and its answer. */
final class SampleHeads {

  static final byte[] REQUEST =
      Ascii.bytes(
          "GET /api/users/42?fields=name,email HTTP/1.1\r\n"
              + "Host: app.example.com\r\n"
              + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
              + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
              + "Accept-Language: en-US,en;q=0.5\r\n"
              + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
              + "Referer: https://app.example.com/users?page=3&sort=name\r\n"
              + "Cookie: session=4f6d1a2b3c4d5e6f708192a3b4c5d6e7; theme=dark; lang=en\r\n"
              + "Connection: keep-alive\r\n"
              + "Sec-Fetch-Dest: document\r\n"
              + "Sec-Fetch-Mode: navigate\r\n"
              + "Sec-Fetch-Site: same-origin\r\n"
              + "Priority: u=0, i\r\n"
              + "Cache-Control: max-age=0\r\n\r\n");

  static final byte[] RESPONSE =
      Ascii.bytes(
          "HTTP/1.1 200 OK\r\n"
              + "Server: origin\r\n"
              + "Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: 1024\r\n"
              + "Connection: keep-alive\r\n"
              + "Cache-Control: private, max-age=60\r\n\r\n");

  private SampleHeads() {}
}
