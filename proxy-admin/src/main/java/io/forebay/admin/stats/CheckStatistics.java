package io.forebay.admin.stats;

/**
 * Health checks of a server.
 *
 * @param code in short, as HAProxy has it, such as {@code L7OK}; empty where unknown
 * @param text what the last one found, such as {@code check answered 200}
 * @param durationMillis how long it took
 * @param against results in a row that speak against the state
 * @param needed how many of them change it
 * @param passed checks since the start
 * @param failed checks since the start
 * @param status of HTTP that the last one was answered; 0 for none
 */
public record CheckStatistics(
    String code,
    String text,
    double durationMillis,
    int against,
    int needed,
    long passed,
    long failed,
    int status) {}
