package org.phantomnet.desktop.chat;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import org.phantomnet.desktop.client.AudioSource;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.EstateFile;
import org.phantomnet.messenger.store.PassphraseCost;

/**
 * What {@code ./phantom chat} was started with. Immutable.
 *
 * @param name to register where nobody can be asked
 * @param link what this device is to be called, if it is to be linked to an account
 * @param sound the machine's devices, if they are used
 * @param audio theirs, or a recording
 * @param pictures what is sent of pictures, and shown
 */
public record ChatOptions(
    EstateChoice estate,
    Optional<String> name,
    Optional<String> link,
    Optional<ChatSound> sound,
    AudioSource audio,
    ChatPictures pictures,
    Clock clock,
    ZoneId zone,
    PassphraseCost cost) {
  /** Of the command line's words; {@code estate} is what was named, if anything. */
  public static ChatOptions of(
      java.nio.file.Path directory,
      Optional<java.nio.file.Path> estate,
      boolean testEstate,
      Optional<String> name,
      Optional<String> link,
      Optional<ChatSound> sound,
      AudioSource recorded,
      ChatPictures pictures) {
    return new ChatOptions(
        new EstateChoice(directory, estate, testEstate),
        name,
        link,
        sound,
        sound.<AudioSource>map(ChatSound::sound).orElse(recorded),
        pictures,
        Clock.systemUTC(),
        ZoneId.systemDefault(),
        PassphraseCost.STANDARD);
  }

  Client.Settings settings(EstateFile file) {
    return new Client.Settings(estate.directory(), file, audio, clock, cost).with(pictures);
  }
}
