/**
 * HTTPS to one pinned server: the only way this module speaks to mailboxes, directories and
 * issuers.
 */
@NullMarked
package org.phantomnet.messenger.https;

import org.jspecify.annotations.NullMarked;
