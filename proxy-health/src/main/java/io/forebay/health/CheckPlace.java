package io.forebay.health;

import io.forebay.config.SendProxy;
import io.forebay.net.Transport;
import java.net.SocketAddress;

/**
 * Where a check connects to.
 *
 * @param transport makes its sockets
 * @param address of the server
 * @param sendProxy what connections begin with; they say that they are our own
 */
record CheckPlace(Transport transport, SocketAddress address, SendProxy sendProxy) {}
