/**
 * The resources of the admin API and what requests and answers look like to them.
 *
 * <p>{@link io.forebay.admin.resource.Api} is the entry; there is one resource per class. They read
 * {@link io.forebay.runtime.ProxyStatus} and change things through {@link
 * io.forebay.runtime.ControlPlane}; nothing here knows of connections.
 */
@NullMarked
package io.forebay.admin.resource;

import org.jspecify.annotations.NullMarked;
