package io.forebay.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a backend.
 *
 * @param type default {@link Balance#ROUND_ROBIN}
 * @param key what requests are told apart by, default the client's address; null for every type but
 *     {@link Balance#CONSISTENT_HASH}
 * @param loadFactor how far above the average load for its weight a server may get before its keys
 *     go elsewhere, 1 to 100, default 1.25; 0 means without bound. 0 for every type but {@link
 *     Balance#CONSISTENT_HASH}
 */
public record BalanceConfig(Balance type, @Nullable RequestKey key, double loadFactor) {

  public static final double DEFAULT_LOAD_FACTOR = 1.25;
  public static final double MAX_LOAD_FACTOR = 100;
  public static final BalanceConfig DEFAULT = of(Balance.ROUND_ROBIN);

  public BalanceConfig {
    boolean hashes = type == Balance.CONSISTENT_HASH;
    Checks.require(
        hashes == (key != null),
        "key",
        Objects.requireNonNullElse(key, "none"),
        hashes ? "a key for consistent_hash" : "none, consistent_hash alone has a key");
    Checks.require(
        loadFactor == 0 || (hashes && loadFactor >= 1 && loadFactor <= MAX_LOAD_FACTOR),
        "load_factor",
        loadFactor,
        hashes ? "0 or 1 to 100" : "0, consistent_hash alone has one");
  }

  /** The policy {@code type} with its defaults. */
  public static BalanceConfig of(Balance type) {
    return type == Balance.CONSISTENT_HASH
        ? new BalanceConfig(type, RequestKey.CLIENT_IP, DEFAULT_LOAD_FACTOR)
        : new BalanceConfig(type, null, 0);
  }
}
