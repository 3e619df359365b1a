package io.forebay.config.yaml;

import io.forebay.config.ForwardedHeader;
import io.forebay.config.HttpProtocol;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words of the file for the constants of an enum, in their order. */
final class Words {
  private Words() {}

  /** {@code ROUND_ROBIN} is {@code round_robin}. */
  static <E extends Enum<E>> Map<String, E> of(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return words;
  }

  /** As ALPN says them. */
  static Map<String, HttpProtocol> protocols() {
    return byText(HttpProtocol.values());
  }

  /** Constants that say themselves how they are written. */
  static <E extends Enum<E>> Map<String, E> byText(E[] constants) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : constants) {
      words.put(constant.toString(), constant);
    }
    return words;
  }

  /** Header names, with dashes. */
  static Map<String, ForwardedHeader> forwardedHeaders() {
    Map<String, ForwardedHeader> words = new LinkedHashMap<>();
    for (ForwardedHeader header : ForwardedHeader.values()) {
      words.put(header.headerName(), header);
    }
    return words;
  }

  /** A set of words, or the fallback when the key is absent. */
  static <E extends Enum<E>> Set<E> set(
      MapReader map, String key, Class<E> type, Map<String, E> words, Set<E> fallback) {
    List<Place> places = map.words(key);
    if (map.at(key) == null) {
      return fallback;
    }
    Set<E> set = EnumSet.noneOf(type);
    for (Place place : places) {
      E word = Scalars.word(place, words);
      if (word != null) {
        set.add(word);
      }
    }
    return set;
  }
}
