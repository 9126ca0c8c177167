package org.phantomnet.desktop.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoCommandTest {
  @ParameterizedTest
  @CsvSource({
    "--switch-mode, --switch-mode asks for Private in a fast call; add --mode fast",
    "--mode private --switch-mode, --switch-mode asks for Private in a fast call; add --mode fast",
    "--break switch_mode, --switch-mode asks for Private in a fast call; add --mode fast",
    "--mode fast --switch-mode --drop-network, 'choose one of --break, --kill-relay, --drop-network, --switch-mode, --add-video and --move'",
    "--devices 0, --devices takes a whole number from 1 to 5",
    "--devices 6, --devices takes a whole number from 1 to 5",
    "--devices some, Invalid value for option '--devices'",
    "--devices 3 --kill-relay, --devices shows a call that nothing disturbs; leave out --break",
    "--devices 2 --add-video, --devices shows a call that nothing disturbs; leave out --break",
    "--devices 2 --drop-network, --devices shows a call that nothing disturbs; leave out --break",
    "--devices 2 --break kill_client, --devices shows a call that nothing disturbs; leave out",
    "--move, --move takes a call of sound from one device of Bob",
    "--blackout, --blackout shows a call with video that nothing disturbs; add --video",
    "--video --screen --blackout, --blackout shows a call with video that nothing disturbs",
    "--video --blackout --kill-relay, --blackout shows a call with video that nothing disturbs",
    "--video --blackout --seconds 7, --blackout keeps a copy of what is sent",
    "--video --blackout --seconds 61, --blackout keeps a copy of what is sent",
    "--video --blackout --clip /no/such.y4m, there is no clip /no/such.y4m",
    "--video --patient, --patient belongs to --blackout",
    "--move --devices 2 --video, --move takes a call of sound from one device of Bob",
    "--mode fast --devices 2 --switch-mode, --devices shows a call that nothing disturbs"
  })
  void usage_thatCannotBe_isSaidBeforeAnythingStarts(String arguments, String said) {
    StringWriter errors = new StringWriter();
    CommandLine line = new CommandLine(new DemoCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setErr(new PrintWriter(errors, true));

    int code = line.execute(arguments.split(" "));

    assertEquals(2, code);
    assertTrue(errors.toString().startsWith(said), errors::toString);
  }
}
