package org.phantomnet.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * That {@link Wycheproof} notices: a file of the same form, with the keys of RFC 7748 section 6.1.
 */
final class WycheproofTest {
  private static final String SECRET =
      "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  private static final String FILE =
      """
      {"algorithm": "XDH", "schema": "xdh_comp_schema_v1.json", "numberOfTests": 2, "header": [],
       "notes": {"Normal": {}, "ZeroSharedSecret": {}},
       "testGroups": [{"type": "XdhComp", "source": {}, "curve": "curve25519", "tests": [
        {"tcId": 1, "comment": "", "flags": ["Normal"],
         "public": "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
         "private": "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
         "shared": "%s", "result": "valid"},
        {"tcId": 2, "comment": "", "flags": ["ZeroSharedSecret"], "public": "%s",
         "private": "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
         "shared": "%s", "result": "acceptable"}]}]}
      """
          .formatted(SECRET, "00".repeat(32), "00".repeat(32));

  @Test
  void rightFile_hasNoFaults() throws JsonProcessingException {
    assertEquals(List.of(), faults(FILE));
  }

  @Test
  void wrongSecret_isAFault() throws JsonProcessingException {
    assertEquals(1, faults(FILE.replace(SECRET, "00" + SECRET.substring(2))).size());
  }

  @Test
  void zeroSecretNotFlagged_isAFault() throws JsonProcessingException {
    assertEquals(1, faults(FILE.replace("[\"ZeroSharedSecret\"]", "[\"Normal\"]")).size());
  }

  @Test
  void agreementFlaggedAsZero_isAFault() throws JsonProcessingException {
    assertEquals(1, faults(FILE.replace("[\"Normal\"]", "[\"ZeroSharedSecret\"]")).size());
  }

  @Test
  void anotherNumberOfCases_isAFault() throws JsonProcessingException {
    assertEquals(
        List.of("2 cases, the file says 3"),
        faults(FILE.replace("\"numberOfTests\": 2", "\"numberOfTests\": 3")));
  }

  @Test
  void unknownFields_areFaults() throws JsonProcessingException {
    assertEquals(1, faults(FILE.replace("\"header\"", "\"footer\"")).size());
    assertEquals(1, faults(FILE.replace("\"source\"", "\"sauce\"")).size());
    assertEquals(2, faults(FILE.replace("\"tcId\"", "\"id\"")).size());
  }

  @Test
  void unknownFlagAlgorithmOrResult_isAFault() throws JsonProcessingException {
    assertEquals(1, faults(FILE.replace("[\"Normal\"]", "[\"Odd\"]")).size());
    assertEquals(1, faults(FILE.replace("\"XDH\"", "\"ECDH\"")).size());
    assertEquals(1, faults(FILE.replace("\"result\": \"valid\"", "\"result\": \"fine\"")).size());
  }

  private static List<String> faults(String json) throws JsonProcessingException {
    return WycheproofFiles.named("x25519_test.json").faultsOf(json);
  }
}
