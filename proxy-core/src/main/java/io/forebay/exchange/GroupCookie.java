package io.forebay.exchange;

import io.forebay.cookie.CookieCursor;
import io.forebay.cookie.CookieKey;
import io.forebay.cookie.TokenTable;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;

/** Tells by a cookie with which plan of a split a client is. Immutable; any event loop. */
public final class GroupCookie {

  private final byte[] name;
  private final List<byte[]> tokens;
  private final TokenTable<Integer> groups;

  /**
   * A cookie.
   *
   * @param tokens the value for each plan, as {@link CookieKey#token} makes them
   */
  public GroupCookie(String name, List<byte[]> tokens) {
    this.name = Ascii.bytes(name);
    this.tokens = List.copyOf(tokens);
    List<TokenTable.Entry<Integer>> entries = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      entries.add(new TokenTable.Entry<>(tokens.get(i), i));
    }
    groups = new TokenTable<>(entries);
  }

  /** The plan that the first cookie names which names one; {@link Split#NONE} if none does. */
  int group(HttpHead request) {
    CookieCursor cookies = new CookieCursor(request);
    while (cookies.next()) {
      int from = cookies.valueStart();
      int to = cookies.valueEnd();
      Integer group =
          cookies.isNamed(name) && to - from == CookieKey.TOKEN_CHARS
              ? groups.find(request.bytes(), from, to)
              : null;
      if (group != null) {
        return group;
      }
    }
    return Split.NONE;
  }

  /** The value that names a plan. Not to be changed. */
  byte[] token(int group) {
    return tokens.get(group);
  }
}
