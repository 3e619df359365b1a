/** The admin API by its description: calls that its document allows, and others. Tests only. */
package io.forebay.daemon.api;
