package org.phantomnet.desktop.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.EstateFile;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.id.UserAddress;

/**
 * What is asked before the chat begins: at the first start the mailbox, a name and a new
 * passphrase; later the passphrase only. One thread.
 */
final class Entrance {
  private static final int ADVICE_AFTER = 2;

  private final Prompts prompts;
  private final ChatOptions options;
  private final boolean firstRun;
  private final LinkWait wait = new LinkWait();

  Entrance(Prompts prompts, ChatOptions options) {
    this.prompts = prompts;
    this.options = options;
    this.firstRun = !JdbcSqlStore.exists(options.estate().directory());
  }

  private void say(List<String> lines) {
    lines.forEach(prompts::say);
  }

  /**
   * Asks for the estate file until there is a good one.
   *
   * @return the file and where it was found; empty if the person left
   * @throws IOException if one that was named on the command line is not good
   */
  Optional<EstateChoice> chooseEstate() throws IOException {
    EstateChoice choice = options.estate();
    if (firstRun) {
      say(StartWords.WELCOME);
    } else {
      prompts.say(StartWords.unlock(choice.directory()));
    }
    if (choice.file().isPresent()) {
      choice.read();
      return Optional.of(choice);
    }
    say(StartWords.ESTATE);
    while (true) {
      Optional<String> typed = prompts.ask(StartWords.ESTATE_PROMPT);
      if (typed.isEmpty()) {
        return Optional.empty();
      }
      if (typed.get().isBlank()) {
        continue;
      }
      EstateChoice named = choice.with(path(typed.get().strip()));
      try {
        named.read();
        return Optional.of(named);
      } catch (IOException e) {
        prompts.say("   " + e.getMessage());
      }
    }
  }

  /** As a shell would read it. */
  private static Path path(String typed) {
    String bare = typed.replaceAll("^['\"]|['\"]$", "");
    return bare.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), bare.substring(2))
        : Path.of(bare);
  }

  /** Says whose mailbox it is. */
  void describe(EstateFile estate) {
    if (firstRun) {
      prompts.say(StartWords.mailboxIs(SafeText.line(estate.mailbox().mailbox())));
    }
  }

  /**
   * Opens the store and the account, asking as often as needed.
   *
   * @return whether all is open; else the person left
   * @throws StoreException what no other passphrase would mend
   */
  boolean open(ClientControl control, EstateChoice estate)
      throws IOException, MessengerException, ClientException {
    control.subscribe(wait);
    Optional<Account> account = firstRun ? chooseAccount() : Optional.empty();
    if (firstRun && account.isEmpty()) {
      return false;
    }
    boolean unlocked = firstRun ? create(control) : unlock(control);
    if (!unlocked) {
      return false;
    }
    estate.keep();
    return enter(control.client(), account);
  }

  /** Until there is an account here, by whichever way the person wants. */
  private boolean enter(Client client, Optional<Account> chosen) throws MessengerException {
    Optional<Account> account = chosen;
    while (!client.messenger().isRegistered()) {
      if (account.isEmpty()) {
        account = chooseAccount();
      }
      if (account.isEmpty()) {
        return false;
      }
      Account wanted = account.get();
      if (wanted.linked()) {
        new LinkEntrance(prompts, wait, options.estate().directory()).link(client, wanted.name());
      } else if (!register(client, wanted.name())) {
        return false;
      }
      account = Optional.empty();
    }
    return true;
  }

  /**
   * @param name of the person, or of the device that is linked
   */
  private record Account(boolean linked, String name) {}

  private Optional<Account> chooseAccount() {
    if (options.link().isPresent()) {
      return Optional.of(new Account(true, options.link().get()));
    }
    if (options.name().isPresent()) {
      return chooseName().map(name -> new Account(false, name));
    }
    say(LinkWords.ACCOUNT);
    while (true) {
      Optional<String> typed = prompts.ask(LinkWords.ACCOUNT_PROMPT);
      if (typed.isEmpty()) {
        return Optional.empty();
      }
      String word = typed.get().strip().toLowerCase(Locale.ROOT);
      if (word.isEmpty() || word.equals("new")) {
        return chooseName().map(name -> new Account(false, name));
      }
      if (word.equals("link")) {
        return chooseDeviceName().map(name -> new Account(true, name));
      }
      prompts.say(LinkWords.NEITHER);
    }
  }

  private Optional<String> chooseDeviceName() {
    while (true) {
      Optional<String> typed = prompts.ask(LinkWords.NAME_PROMPT).map(String::strip);
      if (typed.isEmpty()) {
        return typed;
      }
      String name = typed.get().isEmpty() ? LinkWords.DEFAULT_NAME : typed.get();
      if (name.getBytes(StandardCharsets.UTF_8).length <= Sync.DeviceName.MAX_BYTES) {
        return Optional.of(name);
      }
      prompts.say(LinkWords.BAD_NAME);
    }
  }

  private Optional<String> chooseName() {
    say(StartWords.NAME);
    return askName(options.name());
  }

  private Optional<String> askName(Optional<String> given) {
    Optional<String> offered = given;
    while (true) {
      Optional<String> typed = offered.isPresent() ? offered : prompts.ask(StartWords.NAME_PROMPT);
      offered = Optional.empty();
      Optional<String> name = typed.map(text -> text.strip().toLowerCase(Locale.ROOT));
      if (name.isEmpty() || UserAddress.isName(name.get())) {
        return name;
      }
      prompts.say(StartWords.BAD_NAME);
    }
  }

  private boolean create(ClientControl control) throws MessengerException, ClientException {
    say(StartWords.PASSPHRASE);
    Optional<char[]> passphrase = newPassphrase();
    if (passphrase.isEmpty()) {
      return false;
    }
    prompts.say("");
    open(control, passphrase.get());
    return true;
  }

  private Optional<char[]> newPassphrase() {
    while (true) {
      Optional<char[]> first = prompts.askSecret(StartWords.NEW_PASSPHRASE);
      if (first.isEmpty()) {
        return first;
      }
      if (!isStrongEnough(first.get())) {
        Arrays.fill(first.get(), '\0');
        continue;
      }
      Optional<char[]> second = prompts.askSecret(StartWords.AGAIN);
      boolean same = second.isPresent() && Arrays.equals(first.get(), second.get());
      second.ifPresent(typed -> Arrays.fill(typed, '\0'));
      if (same) {
        return first;
      }
      Arrays.fill(first.get(), '\0');
      if (second.isEmpty()) {
        return second;
      }
      prompts.say(StartWords.NOT_THE_SAME);
    }
  }

  private boolean isStrongEnough(char[] passphrase) {
    switch (PassphraseStrength.of(passphrase)) {
      case TOO_SHORT -> {
        prompts.say(StartWords.TOO_SHORT);
        return false;
      }
      case WEAK -> {
        prompts.say(StartWords.WEAK);
        return prompts.ask(StartWords.WEAK_PROMPT).filter("yes"::equalsIgnoreCase).isPresent();
      }
      case FAIR -> prompts.say(StartWords.FAIR);
      case STRONG -> prompts.say(StartWords.STRONG);
    }
    return true;
  }

  private boolean unlock(ClientControl control) throws MessengerException, ClientException {
    for (int wrong = 0; ; wrong++) {
      if (wrong == ADVICE_AFTER) {
        prompts.say(StartWords.STILL_WRONG);
      }
      Optional<char[]> passphrase = prompts.askSecret(StartWords.UNLOCK);
      if (passphrase.isEmpty()) {
        return false;
      }
      try {
        open(control, passphrase.get());
        return true;
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.WRONG_PASSPHRASE) {
          throw e;
        }
        prompts.say(StartWords.WRONG);
      }
    }
  }

  private void open(ClientControl control, char[] passphrase)
      throws MessengerException, ClientException {
    try (Prompts.Progress deriving = prompts.begin(StartWords.DERIVING)) {
      control.open(passphrase);
    }
  }

  /** Until the mailbox takes a name, or cannot be asked now: the store then waits for it. */
  private boolean register(Client client, String chosen) throws MessengerException {
    Optional<String> name = Optional.of(chosen);
    while (!client.messenger().isRegistered()) {
      try (Prompts.Progress registering = prompts.begin(StartWords.REGISTERING)) {
        client.register(name.get());
      } catch (MessengerException e) {
        if (e.reason() != Reason.NAME_TAKEN) {
          throw e;
        }
        prompts.say(StartWords.nameTaken(name.get()));
        name = askName(Optional.empty());
        if (name.isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }
}
