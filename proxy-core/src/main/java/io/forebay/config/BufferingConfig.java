package io.forebay.config;

/** What is kept of bodies on their way. */
public record BufferingConfig() {}
