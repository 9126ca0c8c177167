/**
 * The auditor's command: every attack of spec/16-adversary.md with its tests, and the proof that
 * each of them notices when its defence is gone.
 */
@NullMarked
package org.phantomnet.conformance.audit;

import org.jspecify.annotations.NullMarked;
