package io.forebay.exchange;

import java.util.List;

/** The filters of a route, by what they are told. Immutable; shared by all event loops. */
public final class FilterChain {

  private final HttpFilter[] all;
  private final HttpFilter[] finishing;
  private final HttpFilter[] ofBackend;

  /** The filters in the order in which requests pass them; answers pass them in the other one. */
  public FilterChain(List<HttpFilter> filters) {
    all = filters.toArray(new HttpFilter[0]);
    ofBackend = filters.stream().filter(HttpFilter::hearsBackend).toArray(HttpFilter[]::new);
    finishing = filters.stream().filter(HttpFilter::hearsFinish).toArray(HttpFilter[]::new);
  }

  /** All of them. Not to be changed. */
  public HttpFilter[] all() {
    return all;
  }

  /** Those that are told of the backend. Not to be changed. */
  HttpFilter[] ofBackend() {
    return ofBackend;
  }

  /** Those that are told of the end. Not to be changed. */
  HttpFilter[] finishing() {
    return finishing;
  }
}
