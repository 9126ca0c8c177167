package org.phantomnet.desktop.chat;

import java.nio.file.Path;
import java.time.Duration;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.qr.QrText;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.protocol.id.UserAddress;

/** Makes a new device one of an account that exists: shows the code and waits. One thread. */
final class LinkEntrance {
  static final Duration CODE_LIVES = Duration.ofMinutes(10); // spec/17
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final int COLUMNS = 72;

  private final Prompts prompts;
  private final LinkWait wait;
  private final Path directory;

  /**
   * @param directory where this device's store is
   */
  LinkEntrance(Prompts prompts, LinkWait wait, Path directory) {
    this.prompts = prompts;
    this.wait = wait;
    this.directory = directory;
  }

  /**
   * Shows codes, each as long as it lives, until one is used.
   *
   * @return whether this is a device of an account now; else the person gave up
   * @throws MessengerException of the mailbox, or LINK_REFUSED
   */
  boolean link(Client client, String device) throws MessengerException {
    while (true) {
      wait.begin();
      String code = client.startLinking(device);
      if (client.messenger().isRegistered()) {
        return welcome(client.messenger().self().orElseThrow()); // what a crash interrupted
      }
      show(code);
      if (!waitOrGiveUp()) {
        client.stopLinking();
        prompts.say(LinkWords.GIVEN_UP);
        return false;
      }
      if (wait.self().isPresent()) {
        return welcome(wait.self().get());
      }
      Failure failure = wait.failure().orElseThrow();
      prompts.say("   " + failure.text());
      if (!failure.code().equals(Reason.LINK_EXPIRED.name())) {
        return false;
      }
    }
  }

  private void show(String code) {
    LinkWords.HOW.forEach(prompts::say);
    prompts.code(QrText.of(code.toUpperCase(java.util.Locale.ROOT)));
    LinkCodeTyped.grouped(code, COLUMNS).forEach(line -> prompts.say("   " + line));
  }

  /**
   * @return false if the person pressed Enter first
   */
  private boolean waitOrGiveUp() {
    long end = System.nanoTime() + CODE_LIVES.toNanos();
    long shown = -1;
    while (!wait.await(LOOK_EVERY)) {
      long left = Math.max(0, Duration.ofNanos(end - System.nanoTime()).toSeconds());
      if (left != shown) {
        shown = left;
        prompts.status(LinkWords.waiting(left));
      }
      if (prompts.isEnterPressed()) {
        return false;
      }
    }
    prompts.say("");
    return true;
  }

  private boolean welcome(UserAddress self) {
    LinkWords.linkedTo(SafeText.line(self.text()), directory).forEach(prompts::say);
    return prompts.ask(LinkWords.GO_ON).isPresent();
  }
}
