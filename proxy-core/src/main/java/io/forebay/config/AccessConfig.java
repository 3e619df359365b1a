package io.forebay.config;

/** Which addresses are let in. */
public record AccessConfig() {}
