/**
 * Microphone, loudspeaker and tones of the desktop. All logic is above {@link
 * org.phantomnet.desktop.sound.SoundSystem}; only {@code JavaSound} knows javax.sound.
 */
@NullMarked
package org.phantomnet.desktop.sound;

import org.jspecify.annotations.NullMarked;
