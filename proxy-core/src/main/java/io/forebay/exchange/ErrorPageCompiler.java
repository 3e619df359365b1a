package io.forebay.exchange;

import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ErrorPagesConfig;
import io.forebay.config.StatusRange;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the pages of one configuration, each once however often it is inherited. One thread. */
public final class ErrorPageCompiler {

  private final Map<ErrorPagesConfig, ErrorPages> all = new HashMap<>();
  private final Map<ErrorPageConfig, ErrorPage> each = new HashMap<>();

  private final @Nullable String node;

  /**
   * A compiler.
   *
   * @param node what this instance is called; null for nothing
   */
  public ErrorPageCompiler(@Nullable String node) {
    this.node = node;
  }

  /** The pages of {@code config}, ready to be sent. */
  public ErrorPages compile(ErrorPagesConfig config) {
    return all.computeIfAbsent(config, this::pages);
  }

  private ErrorPages pages(ErrorPagesConfig config) {
    Map<Integer, ErrorPage> byStatus = new HashMap<>();
    config
        .pages()
        .forEach(
            (status, page) -> {
              if (!page.answers().isEmpty()) {
                byStatus.put(status, each.computeIfAbsent(page, it -> new ErrorPage(it, node)));
              }
            });
    BitSet intercepted = new BitSet();
    List<StatusRange> ranges = config.intercept() == null ? List.of() : config.intercept();
    ranges.forEach(it -> intercepted.set(it.first(), it.last() + 1));
    return new ErrorPages(byStatus, intercepted);
  }
}
