/**
 * What the tests of every module share: a client and an origin that speak raw bytes, ports that do
 * not answer, a leak check, a hand-driven clock and the corpus of attacks.
 *
 * <p>Entry types are {@link io.forebay.testkit.RawClient}, {@link
 * io.forebay.testkit.ScriptedOrigin}, {@link io.forebay.testkit.LeakExtension} and {@link
 * io.forebay.testkit.CorpusFile}; for HTTP/2 {@link io.forebay.testkit.Http2Client}, {@link
 * io.forebay.testkit.Http2Origin} and {@link io.forebay.testkit.RawHttp2Client}. Published as the
 * test-jar of proxy-core and imports nothing of ours, so that a fault in the proxy cannot hide in
 * the tool that looks for it. Sockets here block: never call this package from an event loop.
 */
@NullMarked
package io.forebay.testkit;

import org.jspecify.annotations.NullMarked;
