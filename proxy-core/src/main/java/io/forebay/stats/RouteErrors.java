package io.forebay.stats;

/** Where {@link LoopStats} counts the errors of a route. */
public final class RouteErrors {

  /** More kinds of errors than there are. */
  private static final int KINDS = 64;

  private RouteErrors() {}

  /**
   * The cell of exchanges that ended by an error.
   *
   * @param error its ordinal
   */
  public static int cell(int routeId, int error) {
    return routeId * KINDS + error;
  }
}
