package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.Mailbox.Subscription;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.testkit.MovableClock;

/** Alice's phone and tablet, and Bob, who is her contact; the tablet is not linked yet. */
final class Family implements AutoCloseable {
  final MovableClock clock = MovableClock.atSystemTime();
  final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  final Person alice;
  final Person tablet;
  final Person bob;
  private final Path directory;

  Family(Path directory) throws MessengerException {
    this.directory = directory;
    alice = person("alice", "alice").register();
    tablet = person("alice", "tablet").open();
    bob = person("bob", "bob").register();
    alice.messenger().requestContact(bob.address);
    bob.awaitHeard("requested alice");
    bob.messenger().acceptContact(alice.address);
    alice.awaitHeard("accepted bob");
  }

  /** A device that is not open yet. */
  Person person(String name, String device) {
    return new Person(name, directory.resolve(device), mailbox, clock);
  }

  /** Runs, on a store that is there, a client that goes on whatever its mailbox says. */
  Person headstrong(Person like) {
    return new Person(
        like.address.name(),
        like.directory,
        like.address.mailbox(),
        () -> deaf(mailbox.client(), like.address),
        clock);
  }

  /** Neither messages nor the own account's device list come through. */
  private static Mailbox deaf(Mailbox real, UserAddress self) {
    return (Mailbox)
        Proxy.newProxyInstance(
            Family.class.getClassLoader(),
            new Class<?>[] {Mailbox.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("openReceiver")) {
                return (Subscription) () -> {};
              }
              if (method.getName().equals("fetchBundles") && arguments[0].equals(self)) {
                throw new MailboxException(MailboxException.Reason.REFUSED);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  Family link() throws MessengerException {
    link(tablet, 2);
    return this;
  }

  void link(Person device, int number) throws MessengerException {
    Linking linking = device.messenger().startLinking("device " + number);
    alice.messenger().link(linking.text(), "");
    assertEquals(alice.address, linking.completion().join());
    awaitLinked(device, number);
  }

  void awaitLinked(Person device, int number) {
    alice.awaitHeard("linked " + number);
    device.awaitHeard("accepted bob");
    bob.await(
        () ->
            bob.messenger().channel().peers(alice.address).stream()
                .anyMatch(peer -> peer.device().device() == number));
  }

  static void chat(Person from, Person to, String text) throws MessengerException {
    from.messenger().sendChat(to.address, text);
    to.awaitHeard("chat " + text);
  }

  @Override
  public void close() {
    alice.close();
    tablet.close();
    bob.close();
  }
}
