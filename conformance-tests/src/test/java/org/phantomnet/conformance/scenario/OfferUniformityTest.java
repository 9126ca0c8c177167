package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.VirtualChannels;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualWorld;

/**
 * Offers and answers of clients with other names, clocks, languages, time zones and machines, field
 * by field, as the bytes stand on the wire. A number in {@link #NESTED} holds fields of its own.
 */
class OfferUniformityTest {
  private static final Map<String, Set<Integer>> NESTED =
      Map.of("", Set.of(4, 5, 8, 9), "9.", Set.of(1));

  /** What may differ (WIRE-1), by field, of the offer; the answer has no created-at. */
  private static final Set<String> DIFFER =
      Set.of(
          "3", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "8.1", "8.2", "8.3", "9.1.3", "9.1.4",
          "9.2", "10", "11", "12", "14", "15", "16");

  /** What must never be the same twice. */
  private static final Set<String> FRESH =
      Set.of("3", "8.1", "8.2", "8.3", "10", "11", "12", "15", "16");

  /** Of what differs, what may have another length: names, numbers, and signatures in DER. */
  private static final Set<String> LENGTHS =
      Set.of("4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "15", "16");

  private static final List<Machine> MACHINES =
      List.of(
          new Machine("al", "en-US", "UTC", "Linux", Duration.ZERO),
          new Machine("bartholomew", "tr-TR", "Asia/Kathmandu", "Mac OS X", Duration.ofHours(3)),
          new Machine(
              "chloe.k_2",
              "ar-EG-u-nu-arab",
              "Pacific/Kiritimati",
              "Windows 11",
              Duration.ofSeconds(-59)),
          new Machine("dan", "de-CH", "America/St_Johns", "Linux", Duration.ofDays(2)),
          new Machine(
              "eve",
              "th-TH-u-ca-buddhist-nu-thai",
              "Antarctica/Troll",
              "FreeBSD",
              Duration.ofDays(-40)));

  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();
  private final Properties properties = (Properties) System.getProperties().clone();

  private record Machine(String name, String language, String zone, String os, Duration ahead) {
    void become() {
      Locale.setDefault(Locale.forLanguageTag(language));
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      System.setProperty("os.name", os);
      System.setProperty("os.version", "v" + name);
      System.setProperty("user.name", name);
      System.setProperty("user.timezone", zone);
      System.setProperty("user.language", language);
      System.setProperty("java.vendor", name);
      System.setProperty("java.version", "17.0." + name.length());
    }
  }

  @AfterEach
  void ownMachine() {
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
    System.setProperties(properties);
  }

  /** The cores of that type that each machine sent in a call of its own. */
  private static List<Bytes> cores(MessageType type, CallMode mode) throws ProtocolException {
    List<Bytes> cores = new ArrayList<>();
    for (int i = 0; i < 2 * MACHINES.size(); i++) {
      Machine machine = MACHINES.get(i % MACHINES.size());
      Machine other = MACHINES.get((i + 2) % MACHINES.size());
      machine.become();
      VirtualWorld world = new VirtualWorld(100 + i, Duration.ofMillis(i));
      VirtualDevice caller = device(world, machine, "mail.example", 1 + i % 5);
      VirtualDevice callee = device(world, other, "elsewhere.example", 1 + i % 3);
      caller.clock().skew(machine.ahead);
      callee.clock().skew(machine.ahead);
      world.befriend(caller, callee, MemoryContacts.FRIEND);
      caller.call(callee.self().user(), mode);
      assertTrue(callee.reaches(Phase.RINGING, Duration.ofSeconds(5)));
      callee.answer();
      assertTrue(caller.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
      VirtualChannels.Sent sent = world.channels().sent(type).get(0);
      cores.add(SignalCodec.decode(sent.content()).core());
    }
    return cores;
  }

  private static VirtualDevice device(VirtualWorld world, Machine machine, String at, int number) {
    return world.device(UserAddress.parse(machine.name + "@" + at), number);
  }

  private static void flatten(String path, Bytes message, Map<String, Bytes> into) {
    CoreSurgery.entries(message)
        .forEach(
            (number, entry) -> {
              if (NESTED.getOrDefault(path, Set.of()).contains(number)) {
                flatten(
                    path + number + ".", Bytes.copyOf(CoreSurgery.value(message, number)), into);
              } else {
                into.put(path + number, entry);
              }
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"OFFER", "ANSWER"})
  @Covers({"WIRE-1", "WIRE-2"})
  void cores_ofManyClients_differInRandomFieldsOnly(MessageType type) throws Exception {
    Map<String, List<Bytes>> byField = new TreeMap<>();
    List<Bytes> cores = cores(type, CallMode.PRIVATE);
    for (Bytes core : cores) {
      Map<String, Bytes> fields = new TreeMap<>();
      flatten("", core, fields);
      fields.forEach(
          (name, value) -> byField.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }

    Set<String> expected = new TreeSet<>(DIFFER);
    expected.addAll(Set.of("1", "2", "6", "7", "13", "8.4", "8.5", "9.1.1", "9.1.2", "9.1.5"));
    if (type == MessageType.ANSWER) {
      expected.remove("14");
    }
    assertEquals(expected, byField.keySet(), "fields");
    byField.forEach(
        (name, values) -> {
          assertEquals(cores.size(), values.size(), () -> name + " is missing somewhere");
          Set<Bytes> different = new HashSet<>(values);
          if (!DIFFER.contains(name)) {
            assertEquals(1, different.size(), () -> name + " differs");
          }
          if (FRESH.contains(name)) {
            assertEquals(cores.size(), different.size(), () -> name + " comes again");
          }
          if (!LENGTHS.contains(name)) {
            assertEquals(
                1,
                values.stream().map(Bytes::length).distinct().count(),
                () -> name + " differs in length");
          }
        });
  }
}
