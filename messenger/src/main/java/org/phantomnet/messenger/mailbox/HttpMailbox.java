package org.phantomnet.messenger.mailbox;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkCodec;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.FederatedRequest;
import org.phantomnet.protocol.mailbox.KeysCodec;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Rule;

/**
 * The own mailbox over HTTPS, with a WebSocket for receiving; through it, sealed requests to
 * others.
 */
public final class HttpMailbox implements Mailbox {
  private static final int MAX_ANSWER = 64 * 1_024;

  private final MailboxKeys keys;
  private final Clock clock;
  private final RandomSource random;
  private final Backoff backoff;
  private final SocketFactory sockets;
  private final PinnedHttps signedIn;
  private final PinnedHttps anonymous;
  private final ForeignMailboxes foreign;
  private volatile @Nullable Account account;
  private volatile boolean closed;
  private @Nullable ReceiveConnection receiving;

  public HttpMailbox(MailboxKeys keys, Clock clock, RandomSource random) {
    this(keys, clock, random, Backoff.STANDARD);
  }

  public HttpMailbox(MailboxKeys keys, Clock clock, RandomSource random, Backoff backoff) {
    this(keys, clock, random, backoff, SocketFactory.getDefault());
  }

  /**
   * @param sockets makes every socket there is
   */
  HttpMailbox(
      MailboxKeys keys, Clock clock, RandomSource random, Backoff backoff, SocketFactory sockets) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
    this.backoff = backoff;
    this.sockets = sockets;
    this.signedIn = connections();
    this.anonymous = connections();
    this.foreign = new ForeignMailboxes(new Ways(), clock, random);
  }

  /** Of their own: what one carries never shares a connection with another's. */
  private PinnedHttps connections() {
    return new PinnedHttps(keys.mailbox(), keys.tlsPin(), sockets);
  }

  @Override
  public MailboxKeys keys() {
    return keys;
  }

  @Override
  public Account register(Registration registration) throws MailboxException {
    PinnedHttps.Answer answer =
        exchange(
            () ->
                signedIn.post(
                    MailboxPaths.REGISTER,
                    Optional.empty(),
                    AccountCodec.encode(registration),
                    MAX_ANSWER));
    checkClock(answer);
    AccountId id = decoded(() -> AccountCodec.decodeAccountId(content(answer)));
    Account opened = new Account(id, registration.device(), registration.authToken());
    account = opened;
    return opened;
  }

  @Override
  public void signIn(Account opened) {
    account = opened;
  }

  @Override
  public void upload(PreKeyUpload upload) throws MailboxException {
    post(MailboxPaths.UPLOAD_KEYS, KeysCodec.encode(upload));
  }

  @Override
  public PreKeyCounts preKeyCounts() throws MailboxException {
    Bytes answer = get(MailboxPaths.COUNT_KEYS);
    return decoded(() -> KeysCodec.decodeCounts(answer));
  }

  @Override
  public void use(KnownMailboxes known) {
    foreign.use(known);
  }

  @Override
  public MailboxDocument fetchDocument(String mailbox) throws MailboxException {
    if (!mailbox.equals(keys.mailbox())) {
      return foreign.fetch(mailbox);
    }
    Bytes answer =
        content(exchange(() -> anonymous.get(MailboxPaths.DOCUMENT, Optional.empty(), MAX_ANSWER)));
    return decoded(() -> MailboxDocument.decode(answer));
  }

  @Override
  public UserBundles fetchBundles(UserAddress user) throws MailboxException {
    Bytes name = AccountCodec.encodeName(user.name());
    Bytes answer =
        isOwn(user)
            ? post(MailboxPaths.BUNDLES, name)
            : foreign.ask(user.mailbox(), FederatedRequest.Kind.BUNDLES, name);
    return decoded(() -> KeysCodec.decodeBundles(answer));
  }

  @Override
  public AccountId accountOf(UserAddress user) throws MailboxException {
    Bytes name = AccountCodec.encodeName(user.name());
    Bytes answer =
        isOwn(user)
            ? post(MailboxPaths.ACCOUNT, name)
            : foreign.ask(user.mailbox(), FederatedRequest.Kind.ACCOUNT, name);
    return decoded(() -> AccountCodec.decodeAccountId(answer));
  }

  @Override
  public Bytes senderCertificate() throws MailboxException {
    Bytes certificate = get(MailboxPaths.CERTIFICATE);
    try {
      foreign.renewPass();
    } catch (MailboxException e) {
      // asked again when it is needed
    }
    return certificate;
  }

  @Override
  public void replaceDeliveryToken(Bytes deliveryToken) throws MailboxException {
    post(MailboxPaths.DELIVERY_TOKEN, AccountCodec.encodeDeliveryToken(deliveryToken));
  }

  @Override
  public void replaceDevices(DeviceUpload upload) throws MailboxException {
    post(MailboxPaths.DEVICES, LinkCodec.encode(upload));
  }

  @Override
  public Optional<Bytes> takeLink(Bytes slot) throws MailboxException {
    Bytes answer = postUnsigned(MailboxPaths.LINK_TAKE, LinkCodec.encodeSlot(slot));
    return decoded(() -> LinkCodec.decodeAnswer(answer));
  }

  @Override
  public void putLink(LinkDeposit deposit) throws MailboxException {
    post(MailboxPaths.LINK_PUT, LinkCodec.encode(deposit));
  }

  @Override
  public Account registerLinked(LinkRegistration registration) throws MailboxException {
    postUnsigned(MailboxPaths.LINK_REGISTER, LinkCodec.encode(registration));
    Account linked =
        new Account(registration.account(), registration.device(), registration.authToken());
    account = linked;
    return linked;
  }

  private Bytes postUnsigned(String path, Bytes body) throws MailboxException {
    PinnedHttps.Answer answer =
        exchange(() -> signedIn.post(path, Optional.empty(), body, MAX_ANSWER));
    checkClock(answer);
    return content(answer);
  }

  /** The clock is not checked: a hang-up must get out with a wrong one, too. */
  @Rule("MBX-14")
  @Override
  public void send(
      UserAddress to, int device, Bytes sealedEnvelope, Bytes deliveryToken, UUID envelopeId)
      throws MailboxException {
    if (sealedEnvelope.length() > EnvelopePadding.MAX_CONTENT) {
      throw new MailboxException(Reason.TOO_LARGE);
    }
    Bytes body =
        new SendRequest(
                to.name(), device, envelopeId, deliveryToken, EnvelopePadding.pad(sealedEnvelope))
            .encode();
    if (isOwn(to)) {
      content(postAnonymously(MailboxPaths.SEND, body));
    } else {
      foreign.ask(to.mailbox(), FederatedRequest.Kind.SEND, body);
    }
  }

  @Override
  public synchronized Subscription openReceiver(Receiver receiver) {
    if (receiving != null) {
      receiving.close();
    }
    ReceiveConnection connection =
        new ReceiveConnection(signedIn, () -> account, receiver, clock, random, backoff);
    receiving = connection;
    if (closed) {
      connection.close();
    } else {
      connection.start();
    }
    return connection;
  }

  @Override
  public void networkChanged() {
    signedIn.dropConnections();
    anonymous.dropConnections();
    synchronized (this) {
      if (receiving != null) {
        receiving.connectAnew();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      if (receiving != null) {
        receiving.close();
      }
    }
    signedIn.close();
    anonymous.close();
  }

  private Bytes get(String path) throws MailboxException {
    Optional<String> header = header();
    PinnedHttps.Answer answer = exchange(() -> signedIn.get(path, header, MAX_ANSWER));
    checkClock(answer);
    return content(answer);
  }

  private Bytes post(String path, Bytes body) throws MailboxException {
    Optional<String> header = header();
    PinnedHttps.Answer answer = exchange(() -> signedIn.post(path, header, body, MAX_ANSWER));
    checkClock(answer);
    return content(answer);
  }

  private Optional<String> header() throws MailboxException {
    Account current = account;
    if (current == null) {
      throw new MailboxException(Reason.NOT_SIGNED_IN);
    }
    return Optional.of(AccountHeader.encode(current));
  }

  private boolean isOwn(UserAddress user) {
    return user.mailbox().equals(keys.mailbox());
  }

  private PinnedHttps.Answer postAnonymously(String path, Bytes body) throws MailboxException {
    return exchange(() -> anonymous.post(path, Optional.empty(), body, MAX_ANSWER));
  }

  private final class Ways implements ForeignMailboxes.Own {
    @Override
    public Bytes get(String path) throws MailboxException {
      return HttpMailbox.this.get(path);
    }

    @Override
    public PinnedHttps.Answer postAnonymously(String path, Bytes body) throws MailboxException {
      return HttpMailbox.this.postAnonymously(path, body);
    }
  }

  private void checkClock(PinnedHttps.Answer answer) throws MailboxException {
    if (answer.serverTime().isPresent() && ClockCheck.isWrong(clock, answer.serverTime().get())) {
      throw new MailboxException(Reason.CLOCK_WRONG);
    }
  }

  private PinnedHttps.Answer exchange(Exchange exchange) throws MailboxException {
    if (closed) {
      throw new MailboxException(Reason.CLOSED);
    }
    try {
      return exchange.run();
    } catch (PinnedHttps.PinMismatchException e) {
      throw new MailboxException(Reason.PIN_MISMATCH);
    } catch (IOException e) {
      throw new MailboxException(closed ? Reason.CLOSED : Reason.UNREACHABLE);
    }
  }

  private static Bytes content(PinnedHttps.Answer answer) throws MailboxException {
    if (answer.ok()) {
      return answer.body();
    }
    throw new MailboxException(reason(decoded(() -> Refusal.decode(answer.body()))));
  }

  private static Reason reason(Refusal refusal) {
    return switch (refusal) {
      case MALFORMED, BAD_WORK, BAD_PASS, STALE -> Reason.REFUSED;
      case TARGET_UNREACHABLE, TARGET_CHANGED, UNKNOWN_KEY -> Reason.FOREIGN_UNREACHABLE;
      case NOT_SIGNED_IN -> Reason.NOT_SIGNED_IN;
      case BAD_TOKEN -> Reason.BAD_TOKEN;
      case NO_SUCH_USER -> Reason.NO_SUCH_USER;
      case NO_SUCH_DEVICE -> Reason.NO_SUCH_DEVICE;
      case NAME_TAKEN -> Reason.NAME_TAKEN;
      case TOO_LARGE -> Reason.TOO_LARGE;
      case QUEUE_FULL -> Reason.QUEUE_FULL;
      case RATE_LIMITED -> Reason.RATE_LIMITED;
      case FAILED -> Reason.SERVER_ERROR;
    };
  }

  private static <T> T decoded(Decoder<T> decoder) throws MailboxException {
    try {
      return decoder.decode();
    } catch (ProtocolException e) {
      throw new MailboxException(Reason.SERVER_ERROR);
    }
  }

  private interface Exchange {
    PinnedHttps.Answer run() throws IOException;
  }

  private interface Decoder<T> {
    T decode() throws ProtocolException, MailboxException;
  }
}
