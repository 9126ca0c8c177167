package org.phantomnet.messenger.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Adversary;

class EndWordsTest {
  private static final Path TEXTS =
      Path.of("src", "main", "resources", "org", "phantomnet", "messenger", "words");

  /** Advice by which a person would give privacy up, and names of what is less private. */
  private static final Pattern WEAKER =
      Pattern.compile(
          "(?i)\\b(fast|direct(ly)?|without|disable|turn|switch(ed)? off|deactivate|skip|ignore|allow"
              + "|less|weaker|lower|unprotected|own address|relay off|no relay mode|vpn|another mode"
              + "|/[a-z-]+)\\b");

  /** Digits, signs and braces: of an address, a name or what would be filled in. */
  private static final Pattern SOMEBODY = Pattern.compile("[0-9@%{}<>:\\[\\]/]");

  @ParameterizedTest
  @EnumSource
  @Adversary("ADV-38")
  void textOfAReason_isASentence_andSuggestsNothingWeaker(EndReason reason) {
    String text = EndWords.of(reason, Locale.ENGLISH);

    assertTrue(text.matches("[A-Z].*[.]"), text);
    assertFalse(WEAKER.matcher(text).find(), text);
  }

  @ParameterizedTest
  @EnumSource
  @Adversary("ADV-35")
  void textOfAReason_hasNoRoomForAnAddressOrAName(EndReason reason) {
    String text = EndWords.of(reason, Locale.ENGLISH).replace("post-quantum", "");

    assertFalse(SOMEBODY.matcher(text.replace(": ", " ")).find(), text);
  }

  @Test
  void everyLanguage_hasReasonsOnly_andEnglishAll() throws IOException {
    Set<String> reasons =
        Arrays.stream(EndReason.values()).map(Enum::name).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(TEXTS)) {
      for (Path file : files.toList()) {
        Properties texts = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
          texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        assertTrue(reasons.containsAll(texts.stringPropertyNames()), file::toString);
        if (file.endsWith("End.properties")) {
          assertEquals(reasons, texts.stringPropertyNames());
        }
      }
    }
  }

  /** The tests' own language has one text. */
  @Test
  void language_thatLacksAText_saysItInEnglish() {
    Locale esperanto = Locale.forLanguageTag("eo");

    assertEquals("Neniu respondis.", EndWords.of(EndReason.NO_ANSWER, esperanto));
    assertEquals("Missed call.", EndWords.of(EndReason.MISSED, esperanto));
    assertEquals(
        List.of("No answer.", "Missed call."),
        Stream.of(EndReason.NO_ANSWER, EndReason.MISSED)
            .map(reason -> EndWords.of(reason, Locale.forLanguageTag("tlh")))
            .toList());
  }
}
