package io.forebay.http;

import java.util.List;

/**
 * What is to be seen of a client's connection at one moment. Event loop only.
 *
 * @param protocol such as {@code HTTP/1.1}; what is awaited where no HTTP is spoken yet
 * @param requests how many have come
 * @param received bytes, without those of TLS
 * @param sent likewise
 * @param idleSince since when no request is under way, by the loop's clock; of no meaning where one
 *     is
 * @param underWay who is told of the rest of each request under way
 */
public record ConnectionView(
    ClientConnection client,
    String protocol,
    long requests,
    long received,
    long sent,
    long idleSince,
    List<RequestListener> underWay) {}
