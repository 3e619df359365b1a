package io.forebay.config;

/** How clients keep their server. */
public record StickyConfig() {}
