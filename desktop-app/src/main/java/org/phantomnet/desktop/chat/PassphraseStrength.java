package org.phantomnet.desktop.chat;

import java.util.HashSet;
import java.util.Set;

/**
 * A rough judgement of a new passphrase, so that the worst are noticed. It errs towards "weak": no
 * estimate knows what an attacker knows of a person. Holds nothing.
 */
enum PassphraseStrength {
  /** Refused. */
  TOO_SHORT,
  WEAK,
  FAIR,
  STRONG;

  static final int LEAST_LENGTH = 8;
  private static final int FAIR_BITS = 44;
  private static final int STRONG_BITS = 55;

  /** A word of a common list is worth some 2,000 guesses. */
  private static final double BITS_A_WORD = 11;

  private static final double BITS_A_LOWER = 4.7;
  private static final double BITS_A_MIXED = 5.7;

  /** What is near what on a keyboard or in the alphabet is no chance. */
  private static final String ROWS =
      "abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm 01234567890";

  static PassphraseStrength of(char[] passphrase) {
    if (passphrase.length < LEAST_LENGTH) {
      return TOO_SHORT;
    }
    double bits = Math.min(byCharacters(passphrase), byWords(passphrase));
    if (bits < FAIR_BITS) {
      return WEAK;
    }
    return bits < STRONG_BITS ? FAIR : STRONG;
  }

  /** Counts characters that neither repeat nor follow the one before. */
  private static double byCharacters(char[] passphrase) {
    Set<Character> seen = new HashSet<>();
    boolean mixed = false;
    int fresh = 0;
    for (int i = 0; i < passphrase.length; i++) {
      char c = passphrase[i];
      mixed |= !(c >= 'a' && c <= 'z') && c != ' ';
      boolean follows = i > 0 && isNext(passphrase[i - 1], c);
      fresh += follows ? 0 : seen.add(c) ? 2 : 1; // a letter used before is worth half
    }
    return fresh / 2.0 * (mixed ? BITS_A_MIXED : BITS_A_LOWER);
  }

  private static boolean isNext(char before, char c) {
    int a = ROWS.indexOf(Character.toLowerCase(before));
    int b = ROWS.indexOf(Character.toLowerCase(c));
    return before == c || (a >= 0 && b >= 0 && Math.abs(a - b) == 1);
  }

  /** Runs of letters count as words; digits and signs among them a little. */
  private static double byWords(char[] passphrase) {
    double bits = 0;
    boolean inWord = false;
    int wordLength = 0;
    for (char c : passphrase) {
      if (Character.isLetter(c)) {
        wordLength++;
        if (!inWord) {
          bits += BITS_A_WORD;
        } else if (wordLength > 10 || Character.isUpperCase(c)) {
          bits += 2; // longer than a word, or no word
        }
        inWord = true;
      } else {
        inWord = false;
        wordLength = 0;
        bits += c == ' ' ? 0 : 3.3;
      }
    }
    return bits;
  }
}
