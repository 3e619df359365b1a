package io.forebay.config;

/** Who must say a name and a password. */
public record BasicAuthConfig() {}
