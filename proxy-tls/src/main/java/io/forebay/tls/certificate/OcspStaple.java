package io.forebay.tls.certificate;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What the issuer of a certificate says of it (RFC 6960), to be handed to clients as it is. */
public final class OcspStaple {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssX").withZone(ZoneOffset.UTC);

  private final byte[] response;
  private final @Nullable Instant nextUpdate;

  private OcspStaple(byte[] response, @Nullable Instant nextUpdate) {
    this.response = response;
    this.nextUpdate = nextUpdate;
  }

  /** The response in DER. Not to be changed. */
  byte[] response() {
    return response;
  }

  /** From when on it must not be handed out any more; null for never. */
  @Nullable Instant nextUpdate() {
    return nextUpdate;
  }

  /** Whether it may be handed out. */
  boolean isCurrent(Instant now) {
    return nextUpdate == null || now.isBefore(nextUpdate);
  }

  /**
   * Reads a response that says that {@code certificate} is good.
   *
   * @throws UnreadableException if it says anything else, or is too old
   */
  static OcspStaple read(byte[] response, X509Certificate certificate, Instant now)
      throws UnreadableException {
    Der single = singleResponse(response, certificate);
    Instant thisUpdate = time(single.next(Der.GENERALIZED_TIME));
    Der next = single.optional(Der.context(0));
    Instant nextUpdate = next.isEmpty() ? null : time(next.next(Der.GENERALIZED_TIME));
    if (thisUpdate.isAfter(now)) {
      throw new UnreadableException("OCSP response is not valid before " + thisUpdate);
    }
    OcspStaple staple = new OcspStaple(response, nextUpdate);
    if (!staple.isCurrent(now)) {
      throw new UnreadableException("OCSP response expired at " + nextUpdate);
    }
    return staple;
  }

  /** What there is behind the status of the one for {@code certificate}. */
  private static Der singleResponse(byte[] response, X509Certificate certificate)
      throws UnreadableException {
    Der all = responses(response);
    while (!all.isEmpty()) {
      Der single = all.next(Der.SEQUENCE);
      Der id = single.next(Der.SEQUENCE);
      id.next(Der.SEQUENCE);
      id.next(Der.OCTET_STRING);
      id.next(Der.OCTET_STRING);
      int status = single.peek();
      single.next(status);
      if (id.next(Der.INTEGER).number().equals(certificate.getSerialNumber())) {
        requireGood(status);
        return single;
      }
    }
    throw new UnreadableException("OCSP response is for another certificate");
  }

  private static void requireGood(int status) throws UnreadableException {
    if (status != Der.simpleContext(0)) {
      String found = status == Der.context(1) ? "revoked" : "unknown to its issuer";
      throw new UnreadableException("the certificate is " + found + ", says the OCSP response");
    }
  }

  private static Der responses(byte[] response) throws UnreadableException {
    Der outer = Der.of(response).next(Der.SEQUENCE);
    int status = outer.next(Der.ENUMERATED).number().intValue();
    if (status != 0) {
      throw new UnreadableException("OCSP response is an error, number " + status);
    }
    Der typed = outer.next(Der.context(0)).next(Der.SEQUENCE);
    typed.next(Der.OBJECT_ID);
    Der basic = Der.of(typed.next(Der.OCTET_STRING).bytes()).next(Der.SEQUENCE);
    Der data = basic.next(Der.SEQUENCE);
    data.optional(Der.context(0));
    data.next(data.peek());
    data.next(Der.GENERALIZED_TIME);
    return data.next(Der.SEQUENCE);
  }

  private static Instant time(Der value) throws UnreadableException {
    String text = new String(value.bytes(), StandardCharsets.US_ASCII);
    try {
      return Instant.from(TIME.parse(text));
    } catch (DateTimeParseException e) {
      throw new UnreadableException("OCSP response with the time " + text);
    }
  }
}
