package io.forebay.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A body without its framing, and the trailer fields if it was chunked. */
record RawBody(byte[] bytes, RawHeaders trailers) {
  static final RawHeaders NO_FIELDS = new RawHeaders(List.of());
  static final RawBody EMPTY = new RawBody(new byte[0], NO_FIELDS);
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern CHUNK_SIZE =
      Pattern.compile("([0-9a-fA-F]{1,15})(?:;[\t\\x20-\\x7e\\x80-\\xff]*)?");

  /** Whether the fields say how long the body is; malformed if they say it twice. */
  static boolean isFramed(RawHeaders headers) {
    List<String> codings = headers.all("transfer-encoding");
    List<String> lengths = headers.all("content-length");
    if (codings.size() + lengths.size() > 1) {
      throw new MalformedMessageError("framed twice", headers.fields().toString());
    }
    return codings.size() + lengths.size() == 1;
  }

  /** Reads the body that {@code headers} frame; empty if they frame none. */
  static RawBody read(WireReader in, RawHeaders headers) throws IOException {
    if (!isFramed(headers)) {
      return EMPTY;
    }
    String length = headers.first("content-length");
    if (length == null) {
      return readChunked(in, headers);
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new MalformedMessageError("Content-Length", length);
    }
    return new RawBody(in.readExactly(Long.parseLong(length)), NO_FIELDS);
  }

  static RawBody readToEnd(WireReader in) throws IOException {
    return new RawBody(in.readToEnd(), NO_FIELDS);
  }

  private static RawBody readChunked(WireReader in, RawHeaders headers) throws IOException {
    String coding = headers.all("transfer-encoding").get(0);
    if (!coding.equalsIgnoreCase("chunked")) {
      throw new MalformedMessageError("Transfer-Encoding", coding);
    }
    var body = new ByteArrayOutputStream();
    for (long size = readChunkSize(in); size > 0; size = readChunkSize(in)) {
      body.writeBytes(in.readExactly(size));
      String rest = in.readLine();
      if (!rest.isEmpty()) {
        throw new MalformedMessageError("chunk of " + size + " bytes goes on", rest);
      }
    }
    var trailers = new ArrayList<String>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      trailers.add(line);
    }
    return new RawBody(body.toByteArray(), RawHeaders.parse(trailers));
  }

  private static long readChunkSize(WireReader in) throws IOException {
    String line = in.readLine();
    Matcher matcher = CHUNK_SIZE.matcher(line);
    if (!matcher.matches()) {
      throw new MalformedMessageError("chunk size", line);
    }
    return Long.parseLong(matcher.group(1), 16);
  }
}
