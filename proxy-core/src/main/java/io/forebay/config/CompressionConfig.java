package io.forebay.config;

/** How answers are compressed. */
public record CompressionConfig() {}
