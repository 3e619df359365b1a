package io.forebay.runtime;

import io.forebay.backend.AdminState;

/**
 * A server that an operator wants to join a backend.
 *
 * @param json an object on one line with the keys that a server in the file may have
 * @param state how it begins
 */
public record NewServer(String json, AdminState state) {}
