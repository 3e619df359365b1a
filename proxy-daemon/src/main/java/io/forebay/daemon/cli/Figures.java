package io.forebay.daemon.cli;

import java.util.Locale;

/** Numbers in few characters. */
final class Figures {

  private static final double THOUSAND = 1000;
  private static final double MILLION = 1e6;
  private static final double FEW = 10;

  private Figures() {}

  /**
   * Such as {@code 0.5}, {@code 120}, {@code 12.3k} and {@code 4.5M}; empty for what is unknown.
   */
  static String count(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (value < FEW && value != Math.rint(value)) {
      return format("%.1f", value);
    }
    if (value < FEW * THOUSAND) {
      return format("%.0f", value);
    }
    return value < MILLION ? format("%.1fk", value / THOUSAND) : format("%.1fM", value / MILLION);
  }

  /** Such as {@code 0.4ms}, {@code 35ms} and {@code 1.2s}; empty for what is unknown. */
  static String millis(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (value < FEW) {
      return format("%.1fms", value);
    }
    return value < THOUSAND ? format("%.0fms", value) : format("%.1fs", value / THOUSAND);
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
