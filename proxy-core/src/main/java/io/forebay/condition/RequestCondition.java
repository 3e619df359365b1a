package io.forebay.condition;

import io.forebay.http.ClientConnection;
import io.forebay.http.HttpHead;

/** One question to a request as it was received. */
@FunctionalInterface
interface RequestCondition {
  boolean holds(ClientConnection client, HttpHead head);
}
