package io.forebay.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What kind of program a syslog message comes from (RFC 5424 section 6.2.1), in their numbers. */
public enum SyslogFacility {
  KERN,
  USER,
  MAIL,
  DAEMON,
  AUTH,
  INTERN,
  LPR,
  NEWS,
  UUCP,
  CRON,
  AUTHPRIV,
  FTP,
  NTP,
  AUDIT,
  ALERT,
  CLOCK,
  LOCAL0,
  LOCAL1,
  LOCAL2,
  LOCAL3,
  LOCAL4,
  LOCAL5,
  LOCAL6,
  LOCAL7;

  private static final Map<String, SyslogFacility> WORDS =
      Arrays.stream(values()).collect(Collectors.toMap(SyslogFacility::word, it -> it));

  /** The one that {@code word} names; null if none. */
  static @Nullable SyslogFacility of(String word) {
    return WORDS.get(word);
  }

  /** Its name in configurations. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The priority of a message: this facility with a severity from 0, the worst, to 7. */
  public int priority(int severity) {
    return ordinal() * 8 + severity;
  }
}
