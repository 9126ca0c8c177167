/**
 * What a call sounded like, in figures: reads two WAV files (what was said, what was heard), aligns
 * them and says how well one came through as the other. The rules and formulas are in {@code
 * spec/12-audio-figures.md}.
 *
 * <p>Plain arithmetic without threads, network or native code; everything is a pure function of the
 * two files.
 */
@NullMarked
package org.phantomnet.desktop.listen;

import org.jspecify.annotations.NullMarked;
