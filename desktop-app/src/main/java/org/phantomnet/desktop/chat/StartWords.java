package org.phantomnet.desktop.chat;

import java.nio.file.Path;
import java.util.List;

/** The words of the start: first run, passphrase, what is missing. The one place. */
final class StartWords {
  static final String PASSPHRASE_TOO_LONG = "The passphrase is too long.";
  static final String PASSPHRASE_EMPTY =
      "There is no passphrase: it is the first line of standard input, or of the file named with --passphrase-file.";
  static final String PASSPHRASE_NOT_UTF8 = "The passphrase is not text in UTF-8.";

  static final List<String> WELCOME =
      List.of(
          "",
          "Welcome to Phantom Net.",
          "",
          "Three things are asked once: your mailbox, your account, and a passphrase.",
          "");
  static final List<String> ESTATE =
      List.of(
          "1. Your mailbox",
          "   A mailbox keeps sealed messages for you until your device fetches them.",
          "   Its operator gives every user a small file, often called estate.json, with",
          "   its address and its keys. If you run your own, ./phantom relay estate",
          "   writes that file.",
          "");
  static final String ESTATE_PROMPT = "   Where is that file? ";
  static final List<String> NAME =
      List.of(
          "",
          "   Your name",
          "   People of your mailbox add you by it: 2 to 32 of a-z, 0-9, '.', '_' and '-',",
          "   first a letter. No phone number, no e-mail. It cannot be changed later.",
          "");
  static final String NAME_PROMPT = "   Your name: ";
  static final String BAD_NAME =
      "   That is no name: 2 to 32 of a-z, 0-9, '.', '_' and '-', first a letter.";
  static final List<String> PASSPHRASE =
      List.of(
          "",
          "3. Your passphrase",
          "   It locks everything on this device, and nobody can reset it: lost means lost.",
          "   Five or more words that have nothing to do with each other are strong, and",
          "   can be remembered. What you type is not shown.",
          "");
  static final String NEW_PASSPHRASE = "   Passphrase: ";
  static final String AGAIN = "   Once more:  ";
  static final String NOT_THE_SAME = "   The two were not the same. Begin again.";
  static final String TOO_SHORT = "   That is shorter than 8 characters. Take more words.";
  static final String WEAK =
      "   That is weak: whoever copies this device's files could guess it. Add words.";
  static final String WEAK_PROMPT = "   Type yes to keep it, or Enter to choose another: ";
  static final String FAIR = "   That is fair. One or two more words would make it strong.";
  static final String STRONG = "   That is strong.";
  static final String UNLOCK = "Passphrase: ";
  static final String WRONG =
      "That passphrase is wrong; nothing was changed. Look at Caps Lock and the keyboard's language, then try again.";
  static final String STILL_WRONG =
      "There is no way to open the store without it. To begin anew beside it: ./phantom chat --dir ANOTHER-DIRECTORY. Ctrl-C leaves.";
  static final String DERIVING = "Making the key from your passphrase (Argon2id, slow on purpose)";
  static final String REGISTERING = "Opening your account at the mailbox";
  static final String LEAVING = "Until next time.";
  static final String NEEDS_NAME =
      "There is no account here yet. Choose a name with --name, or start ./phantom chat in a terminal.";

  private StartWords() {}

  static String noPassphraseFile(Path file) {
    return "There is no readable file " + file + ", or it is a link or a directory.";
  }

  static String openPassphraseFile(Path file) {
    return "Others can read " + file + ". Type: chmod 600 " + file + ", then start again.";
  }

  static String needsEstate(Path directory) {
    return "There is no estate file in "
        + directory
        + " yet. Name the one that the operator of your mailbox gave you: --estate FILE.";
  }

  static String badEstate(Path file, String why) {
    return "Cannot use " + file + ": " + why + ".";
  }

  static String unlock(Path directory) {
    return "Phantom Net, store in " + directory;
  }

  static String mailboxIs(String mailbox) {
    return "   Your mailbox is " + mailbox + ".";
  }

  static String nameTaken(String name) {
    return "   Someone else is " + name + " at this mailbox. Choose another name.";
  }
}
