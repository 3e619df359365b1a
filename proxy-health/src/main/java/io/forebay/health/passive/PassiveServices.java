package io.forebay.health.passive;

import io.forebay.backend.Server;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/**
 * What passive checks need of others, all of it on the control loop.
 *
 * @param control where everything happens but what guards do
 * @param ticker the clock of windows and times
 * @param checks has servers checked
 * @param evacuate gets away what waits on a server that has failed a check
 * @param listener told of what is avoided
 */
public record PassiveServices(
    EventLoop control,
    Ticker ticker,
    Checks checks,
    Consumer<Server> evacuate,
    AvoidanceListener listener) {}
