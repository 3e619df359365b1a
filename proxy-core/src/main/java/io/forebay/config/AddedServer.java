package io.forebay.config;

/**
 * A server that was added at run time.
 *
 * @param backend whose it is
 * @param server as its backend has it
 * @param json what was asked for, an object on one line with the keys of a server in the file
 */
public record AddedServer(String backend, ServerConfig server, String json) {}
