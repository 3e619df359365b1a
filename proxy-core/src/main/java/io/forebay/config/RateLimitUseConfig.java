package io.forebay.config;

/** How often clients may ask. */
public record RateLimitUseConfig() {}
