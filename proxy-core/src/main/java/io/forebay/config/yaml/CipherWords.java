package io.forebay.config.yaml;

import io.forebay.config.CipherSuite;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of OpenSSL for groups of suites, over those that the proxy has. */
final class CipherWords {

  private static final Map<String, Set<CipherSuite>> GROUPS = new LinkedHashMap<>();

  /** What suites that the proxy does not have are named with, beside the pieces of its own. */
  private static final Pattern PIECES_OF_OTHERS =
      Pattern.compile(
          "([AD]H|[AE]?ECDH|DHE|EDH|ECDHE|SRP|PSK|RSA|DSS|ECDSA|KRB5|GOST\\w*|EXP|NULL|anon|EXPORT"
              + "|TLS|SSL|WITH|AES|AES128|AES256|128|256|ARIA\\w*|CAMELLIA\\w*|CHACHA20|POLY1305"
              + "|DES|CBC|CBC3|3DES|EDE|RC2|RC4|40|56|IDEA|SEED|GCM|CCM8?|8|MD5|SHA|SHA256|SHA384)");

  static {
    Predicate<CipherSuite> ecdhe = CipherSuite::isForwardSecret;
    Predicate<CipherSuite> ecdsa = CipherSuite::isEcdsa;
    Predicate<CipherSuite> aead = CipherSuite::isAead;
    Predicate<CipherSuite> chacha = suite -> suite.name().contains("CHACHA20");
    Predicate<CipherSuite> strong = suite -> suite.strength() == 256;
    groups(suite -> true, "ALL", "HIGH");
    groups(ecdhe, "ECDHE", "EECDH", "ECDH", "kECDHE", "kEECDH");
    groups(ecdhe.negate(), "kRSA", "RSA");
    groups(ecdsa, "ECDSA", "aECDSA");
    groups(ecdsa.negate(), "aRSA");
    groups(chacha, "CHACHA20");
    groups(chacha.negate(), "AES", "FIPS");
    groups(chacha.negate().and(aead), "AESGCM");
    groups(chacha.negate().and(strong), "AES256");
    groups(strong.negate(), "AES128");
    groups(aead.negate(), "SHA", "SHA1", "CBC");
    groups(aead, "TLSv1.2");
    groups(aead.negate().and(ecdhe), "TLSv1", "TLSv1.0");
    groups(aead.negate().and(ecdhe.negate()), "SSLv3");
    groups(suite -> false, "MEDIUM", "LOW", "EXP", "EXPORT", "eNULL", "NULL", "aNULL", "ADH");
    groups(suite -> false, "AECDH", "DH", "DHE", "EDH", "kDHE", "kEDH", "DSS", "aDSS", "PSK");
    groups(suite -> false, "aPSK", "kPSK", "kRSAPSK", "kDHEPSK", "kECDHEPSK", "SRP", "aSRP");
    groups(suite -> false, "kSRP", "AESCCM", "AESCCM8", "ARIA", "ARIAGCM", "ARIA128", "ARIA256");
    groups(suite -> false, "CAMELLIA", "CAMELLIA128", "CAMELLIA256", "3DES", "DES", "RC2", "RC4");
    groups(suite -> false, "IDEA", "SEED", "MD5", "SHA256", "SHA384", "GOST", "aGOST", "kGOST");
    groups(suite -> false, "COMPLEMENTOFALL", "COMPLEMENTOFDEFAULT");
  }

  private CipherWords() {}

  private static void groups(Predicate<CipherSuite> members, String... words) {
    Set<CipherSuite> group = EnumSet.noneOf(CipherSuite.class);
    Arrays.stream(CipherSuite.values()).filter(members).forEach(group::add);
    for (String word : words) {
      GROUPS.put(word, group);
    }
  }

  /** What a group's word or a suite's name stands for; null if it is neither. */
  static @Nullable Set<CipherSuite> suites(String word) {
    Set<CipherSuite> group = GROUPS.get(word);
    if (group != null) {
      return group;
    }
    CipherSuite suite = CipherSuite.named(word);
    return suite == null ? null : EnumSet.of(suite);
  }

  /** Whether a suite might be named so; asked for what {@link #suites} does not know. */
  static boolean isNameOfOther(String word) {
    String[] pieces = word.split("[-_]");
    return pieces.length > 1
        && Arrays.stream(pieces).allMatch(piece -> PIECES_OF_OTHERS.matcher(piece).matches());
  }

  /** The word or the name that was probably meant, or null. */
  static @Nullable String nearest(String word) {
    Map<String, String> spellings = new LinkedHashMap<>();
    GROUPS.forEach(
        (group, suites) -> {
          if (!suites.isEmpty()) {
            spellings.put(group, group);
          }
        });
    for (CipherSuite suite : CipherSuite.values()) {
      spellings.put(suite.name(), suite.toString());
    }
    String nearest = Suggestions.nearest(word.toLowerCase(Locale.ROOT), spellings.keySet());
    return nearest == null ? null : spellings.get(nearest);
  }
}
