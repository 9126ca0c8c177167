/**
 * Virtual time, network, engines and people for tests of whole calls. No test waits and none
 * touches a socket.
 */
@NullMarked
package org.phantomnet.testkit;

import org.jspecify.annotations.NullMarked;
