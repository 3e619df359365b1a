package io.forebay.admin.resource;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites from changing anything: whoever runs a browser on this machine must
 * not be made to by a page that he looks at. Browsers say from which site a page that sends
 * something is.
 */
public final class OwnPages {

  private OwnPages() {}

  /**
   * For requests that change something.
   *
   * @throws ApiException with 403 if a page of another site sends it
   */
  public static void require(AdminRequest request) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    String site = request.headers().get("sec-fetch-site");
    if (origin != null && !isOf(origin, request.authority())) {
      throw new ApiException(403, "Origin: " + origin + " (expected: no page of another site)");
    }
    if ("cross-site".equals(site)) {
      throw new ApiException(403, "Sec-Fetch-Site: cross-site (expected: no page of another site)");
    }
  }

  private static boolean isOf(String origin, @Nullable String authority) {
    try {
      return authority != null && authority.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
