package io.forebay.config;

/** How requests are numbered. */
public record RequestIdConfig() {}
