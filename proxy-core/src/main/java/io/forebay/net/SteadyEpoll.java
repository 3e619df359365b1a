package io.forebay.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll with sockets that stay registered for as long as they are open.
 *
 * <p>A paused listening socket, and a paused connection whose peer has ended, have no event left to
 * wait for. Netty 4.2.18 takes them out of epoll then and never puts them back: resuming fails with
 * ENOENT, the listener stays deaf and what the peer sent before its end is lost. Here they wait for
 * errors instead, which epoll reports whether asked or not.
 */
record SteadyEpoll(IoHandler epoll) implements IoHandler {

  /** A factory that adds this to what {@code epoll} makes. */
  static IoHandlerFactory factory(IoHandlerFactory epoll) {
    return executor -> new SteadyEpoll(epoll.newHandler(executor));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(epoll.register(handle));
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  private record Registration(IoRegistration registered) implements IoRegistration {

    @Override
    public <T> T attachment() {
      return registered.attachment();
    }

    @Override
    public long submit(IoOps ops) {
      return registered.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLERR : ops);
    }

    @Override
    public boolean isValid() {
      return registered.isValid();
    }

    @Override
    public boolean cancel() {
      return registered.cancel();
    }
  }
}
