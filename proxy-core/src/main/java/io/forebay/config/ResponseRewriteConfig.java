package io.forebay.config;

/** What is changed in servers' answers. */
public record ResponseRewriteConfig() {}
