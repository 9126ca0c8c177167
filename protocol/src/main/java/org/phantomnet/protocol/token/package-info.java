/**
 * Anonymous admission tokens: blind RSA (RFC 9474) and Privacy Pass type 2 (RFC 9577, RFC 9578).
 */
@NullMarked
package org.phantomnet.protocol.token;

import org.jspecify.annotations.NullMarked;
