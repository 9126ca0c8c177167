package org.phantomnet.relay.mailbox;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.LinkCodec;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.KeysCodec;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.sqlite.SqliteStorage;
import org.phantomnet.relay.mailbox.storage.MailboxStorage;
import org.phantomnet.relay.mailbox.storage.StorageException;

/** The mailbox on a node's HTTPS listener. Opened before the listener, closed after it. */
public final class MailboxRole implements AutoCloseable {
  /** The worker on which all of a mailbox's work is done. */
  public static final String WORKER = "mailbox";

  private static final String DATABASE = "mailbox.db";
  private static final String TRUST_ROOT = "mailbox-root.key";
  private static final int SMALL_BODY = 256;
  private static final int KEYS_BODY = 1_024 * 1_024;
  private static final int SEND_BODY = EnvelopePadding.MAX_PADDED + 256;
  private static final int LIST_BODY = SignedDeviceList.MAX_LENGTH + 256;
  private static final int LINK_BODY = LinkCodec.MAX_SEALED + 256;
  private static final Bytes NOTHING = Bytes.EMPTY;
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

  private final MailboxStorage storage;
  private final SenderCertificates certificates;
  private final MailboxDesk desk;
  private final Clock clock;
  private final Map<Device, ReceiveSocket> receivers = new ConcurrentHashMap<>();

  private MailboxRole(
      MailboxStorage storage, SenderCertificates certificates, MailboxDesk desk, Clock clock) {
    this.storage = storage;
    this.certificates = certificates;
    this.desk = desk;
    this.clock = clock;
  }

  private record Device(AccountId account, int device) {}

  /**
   * @param mailbox host:port, as people write it behind the '@'
   * @param directory where the database and the trust root's key are, or will be
   * @throws IOException if the trust root's key cannot be read or made
   * @throws StorageException if the database cannot be opened
   */
  public static MailboxRole open(
      String mailbox, Path directory, MailboxLimits limits, Clock clock, RandomSource random)
      throws IOException, StorageException {
    SenderCertificates certificates = certificates(directory, clock);
    MailboxStorage storage = SqliteStorage.open(directory.resolve(DATABASE));
    boolean done = false;
    try {
      MailboxDesk desk = new MailboxDesk(mailbox, storage, certificates, limits, clock, random);
      desk.sweep();
      MailboxRole role = new MailboxRole(storage, certificates, desk, clock);
      done = true;
      return role;
    } finally {
      if (!done) {
        storage.close();
      }
    }
  }

  /** The trust root of the mailbox in {@code directory}, made if it is not there yet: 33 bytes. */
  public static Bytes trustRoot(Path directory, Clock clock) throws IOException {
    return certificates(directory, clock).trustRoot();
  }

  private static SenderCertificates certificates(Path directory, Clock clock) throws IOException {
    byte[] root = KeyFile.readOrCreate(directory.resolve(TRUST_ROOT), SenderCertificates::newRoot);
    try {
      return SenderCertificates.under(root, clock);
    } finally {
      Arrays.fill(root, (byte) 0);
    }
  }

  /**
   * Signs with the trust root in {@code directory}, which is read for it and wiped again: XEdDSA,
   * 64 bytes.
   */
  public static Bytes signUnderRoot(Path directory, Bytes message) throws IOException {
    byte[] root = KeyFile.readOrCreate(directory.resolve(TRUST_ROOT), SenderCertificates::newRoot);
    try {
      return SenderCertificates.sign(root, message);
    } finally {
      Arrays.fill(root, (byte) 0);
    }
  }

  public Bytes trustRoot() {
    return certificates.trustRoot();
  }

  /** Adds the mailbox's routes. */
  public void mount(HttpsServer server) {
    HttpsServer.Worker worker = server.worker(WORKER);
    server.post(
        MailboxPaths.REGISTER,
        KEYS_BODY,
        worker,
        request ->
            AccountCodec.encode(desk.register(AccountCodec.decodeRegistration(request.body()))));
    server.post(
        MailboxPaths.UPLOAD_KEYS,
        KEYS_BODY,
        worker,
        request -> {
          desk.upload(signedIn(request), KeysCodec.decodeUpload(request.body()));
          return NOTHING;
        });
    server.get(
        MailboxPaths.COUNT_KEYS,
        worker,
        request -> KeysCodec.encode(desk.counts(signedIn(request))));
    server.post(
        MailboxPaths.BUNDLES,
        SMALL_BODY,
        worker,
        request ->
            KeysCodec.encode(
                desk.bundles(signedIn(request), AccountCodec.decodeName(request.body()))));
    server.post(
        MailboxPaths.ACCOUNT,
        SMALL_BODY,
        worker,
        request ->
            AccountCodec.encode(
                desk.account(signedIn(request), AccountCodec.decodeName(request.body()))));
    server.get(MailboxPaths.CERTIFICATE, worker, request -> desk.certificate(signedIn(request)));
    server.post(
        MailboxPaths.DELIVERY_TOKEN,
        SMALL_BODY,
        worker,
        request -> {
          desk.replaceDeliveryToken(
              signedIn(request), AccountCodec.decodeDeliveryToken(request.body()));
          return NOTHING;
        });
    mountDevices(server, worker);
    server.post(MailboxPaths.SEND, SEND_BODY, worker, this::send);
    server.webSocket(MailboxPaths.RECEIVE, handshake -> receive(handshake, worker));
    server.every(
        SWEEP_EVERY.toMillis(),
        () ->
            worker.run(
                () -> {
                  desk.sweep();
                  return NOTHING;
                }));
  }

  private void mountDevices(HttpsServer server, HttpsServer.Worker worker) {
    server.post(
        MailboxPaths.DEVICES,
        LIST_BODY,
        worker,
        request -> {
          Account account = signedIn(request);
          for (int gone : desk.replaceDevices(account, LinkCodec.decodeUpload(request.body()))) {
            ReceiveSocket receiver = receivers.get(new Device(account.id(), gone));
            if (receiver != null) {
              receiver.close();
            }
          }
          return NOTHING;
        });
    server.post(
        MailboxPaths.LINK_TAKE,
        SMALL_BODY,
        worker,
        request -> LinkCodec.encodeAnswer(desk.takeLink(LinkCodec.decodeSlot(request.body()))));
    server.post(
        MailboxPaths.LINK_PUT,
        LINK_BODY,
        worker,
        request -> {
          desk.putLink(signedIn(request), LinkCodec.decodeDeposit(request.body()));
          return NOTHING;
        });
    server.post(
        MailboxPaths.LINK_REGISTER,
        KEYS_BODY,
        worker,
        request -> {
          desk.registerLinked(LinkCodec.decodeRegistration(request.body()));
          return NOTHING;
        });
  }

  private Bytes send(HttpsServer.Request request)
      throws StorageException, Refused, ProtocolException {
    if (request.authorization().isPresent()) {
      throw new Refused(Refusal.MALFORMED); // a sealed send never says who sends
    }
    send(SendRequest.decode(request.body()));
    return NOTHING;
  }

  private void receive(ServerWebSocketHandshake handshake, HttpsServer.Worker worker) {
    Context loop = Objects.requireNonNull(Vertx.currentContext());
    String authorization = handshake.headers().get(AccountHeader.NAME);
    worker
        .run(
            () -> {
              if (authorization == null) {
                throw new Refused(Refusal.NOT_SIGNED_IN);
              }
              Account account = AccountHeader.decode(authorization);
              desk.signIn(account);
              return account;
            })
        .onFailure(failure -> handshake.reject(Refusal.NOT_SIGNED_IN.httpStatus()))
        .onSuccess(
            account ->
                handshake
                    .accept()
                    .onSuccess(
                        socket -> {
                          ReceiveSocket receiver =
                              new ReceiveSocket(account, desk, worker, socket, loop);
                          Device device = new Device(account.id(), account.device());
                          ReceiveSocket earlier = receivers.put(device, receiver);
                          if (earlier != null) {
                            earlier.close();
                          }
                          receiver.onClosed(() -> receivers.remove(device, receiver));
                          receiver.start(clock);
                        }));
  }

  /**
   * Queues a sealed envelope and wakes who receives. On the worker {@link #WORKER}, as the
   * following.
   */
  public void send(SendRequest send) throws StorageException, Refused {
    ReceiveSocket receiver = receivers.get(new Device(desk.send(send), send.device()));
    if (receiver != null) {
      receiver.wake();
    }
  }

  /** For someone of another mailbox, whose limits are that one's. */
  public UserBundles bundles(String name) throws StorageException, Refused {
    return desk.bundles(name);
  }

  /** As {@link #bundles}. */
  public AccountId account(String name) throws StorageException, Refused {
    return desk.account(name);
  }

  /**
   * @throws Refused NOT_SIGNED_IN if the request is not of an account's device
   */
  public void signIn(HttpsServer.Request request)
      throws StorageException, Refused, ProtocolException {
    signedIn(request);
  }

  private Account signedIn(HttpsServer.Request request)
      throws StorageException, Refused, ProtocolException {
    if (request.authorization().isEmpty()) {
      throw new Refused(Refusal.NOT_SIGNED_IN);
    }
    Account account = AccountHeader.decode(request.authorization().get());
    desk.signIn(account);
    return account;
  }

  /** Closes the storage. Requires that the HTTPS listener is closed. */
  @Override
  public void close() throws StorageException {
    storage.close();
  }
}
