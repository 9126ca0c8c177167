/** The one strict protobuf form of call messages and contents, and its reader (SIG-2 to SIG-6). */
@NullMarked
package org.phantomnet.protocol.form;

import org.jspecify.annotations.NullMarked;
