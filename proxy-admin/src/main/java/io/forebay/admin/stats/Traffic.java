package io.forebay.admin.stats;

/**
 * Requests that have ended, since the start where not said otherwise.
 *
 * @param requests all
 * @param rate per second, over the last 10 s
 * @param maxRate the highest that was seen, over one second
 * @param statuses by class: none, 1xx, 2xx, 3xx, 4xx, 5xx; of a server its answers, whatever became
 *     of them; else what clients got; not to be changed
 * @param bytesIn of messages from clients, or to servers
 * @param bytesOut of messages to clients, or from servers
 * @param recent over the last minute
 * @param all since the start
 * @param secondRate per second, over the last second
 */
public record Traffic(
    long requests,
    double rate,
    double maxRate,
    long[] statuses,
    long bytesIn,
    long bytesOut,
    Latency recent,
    Latency all,
    double secondRate) {}
