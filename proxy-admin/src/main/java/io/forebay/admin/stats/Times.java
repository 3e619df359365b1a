package io.forebay.admin.stats;

/**
 * Where the time of requests went, in milliseconds: averages of about the last 1,024 of them. 0
 * where there were none.
 *
 * @param queue they waited for a server to have room
 * @param connect they waited for a connection
 * @param response from there to the head of the answer
 * @param total from the request's head to the end of the answer
 */
public record Times(double queue, double connect, double response, double total) {

  public static final Times NONE = new Times(0, 0, 0, 0);
}
