package io.forebay.daemon;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something of our own when a signal arrives.
 *
 * <p>The JVM's way of stopping on SIGTERM and SIGINT is to run shutdown hooks while other threads
 * go on and then to end: no place for a drain. A handler set here takes that way's place entirely,
 * so that the process ends when {@code main} does and not before. A signal that was ignored when
 * the process started (SIGHUP under {@code nohup}) stays ignored.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * @param name such as {@code TERM}
   * @param action run on a thread of its own for each signal
   */
  static void handle(String name, Runnable action) {
    // sun.misc.Signal is supported, but javac warns of it in a way that cannot be switched off,
    // and warnings are errors here.
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.getName().equals("equals") ? self == arguments[0] : 0;
              });
      Object signal = signalClass.getConstructor(String.class).newInstance(name);
      signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
    } catch (InvocationTargetException e) {
      LOG.warn("SIG{} cannot be handled: {}", name, e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIG{} cannot be handled: no {}", name, e.getMessage());
    }
  }
}
