package io.forebay.admin.page;

import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ServerChange;
import io.forebay.runtime.ServerWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Does what was asked for and confirmed. Any thread. */
final class Changes {

  private final ControlPlane control;

  Changes(ControlPlane control) {
    this.control = control;
  }

  /**
   * Changes all of {@code servers}; what cannot be done is told in the flash.
   *
   * @throws IllegalArgumentException with a message fit for operators, if the weight is none
   */
  CompletableFuture<Flash> make(ChangeRequest request, List<ChosenServer> servers, String by) {
    ServerChange change = new ServerChange(request.action().state(), weight(request));
    List<CompletableFuture<Flash.Line>> lines = new ArrayList<>();
    for (ChosenServer it : servers) {
      lines.add(
          control
              .change(it.server(), change, by)
              .handle((none, failure) -> line(request, it, failure)));
    }
    return CompletableFuture.allOf(lines.toArray(new CompletableFuture<?>[0]))
        .thenApply(none -> new Flash(lines.stream().map(CompletableFuture::join).toList()));
  }

  private static @Nullable ServerWeight weight(ChangeRequest request) {
    if (request.action() != Action.WEIGHT) {
      return null;
    }
    return ServerWeight.parse(request.weight());
  }

  private static Flash.Line line(
      ChangeRequest request, ChosenServer it, @Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return new Flash.Line(false, it.reference() + " was not changed: " + cause.getMessage());
    }
    String done =
        switch (request.action()) {
          case READY -> " is ready";
          case DRAIN -> " is being drained";
          case MAINT -> " is in maintenance";
          case WEIGHT -> " has weight " + request.weight();
        };
    return new Flash.Line(true, it.reference() + done);
  }
}
