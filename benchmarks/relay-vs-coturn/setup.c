/* Allocations, permissions, channels and handshakes: everything before the packets that count. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "generator.h"

enum stage { UNBORN, ASKED, PROVING, ALLOCATED, BINDING, BOUND, GREETING, READY, RELEASING, GONE };

enum {
  AT_ONCE = 64, /* requests under way */
  MAX_TRIES = 20,
  TRY_MILLIS = 200,
  LIFETIME_SECONDS = 3600,
  CREDENTIAL_SECONDS = 6 * 3600,
  DTLS_RANDOM_AT = 13 + 12 + 2, /* record and handshake header, version */
  HANDSHAKE_CLIENT_HELLO = 1,
  HANDSHAKE_SERVER_HELLO = 2,
  BARE_SETUP = 0xF0,
  BARE_LENGTH = 13,
};

static struct outbox to_server = {0};
static struct outbox to_relayed = {0};
static struct inbox received;

/* A DTLS 1.2 hello with use_srtp and its two usual profiles, in one record (RFC 6347, RFC 5764). */
static size_t hello(uint8_t *at, uint8_t type, uint32_t index) {
  uint8_t body[128];
  size_t n = 0;
  put16(body, 0xFEFD);
  n += 2;
  memset(body + n, 0x5A, 32);
  put32(body + n, index);
  n += 32;
  body[n++] = 0; /* session id */
  if (type == HANDSHAKE_CLIENT_HELLO) {
    body[n++] = 0; /* cookie */
    put16(body + n, 4);
    put16(body + n + 2, 0xC02B);
    put16(body + n + 4, 0xC02F);
    n += 6;
    body[n++] = 1;
    body[n++] = 0; /* compression */
  } else {
    put16(body + n, 0xC02B);
    n += 2;
    body[n++] = 0;
  }
  uint16_t profiles = type == HANDSHAKE_CLIENT_HELLO ? 2 : 1;
  put16(body + n, (uint16_t)(4 + 2 + 2 * profiles + 1)); /* extensions */
  put16(body + n + 2, 14);                               /* use_srtp */
  put16(body + n + 4, (uint16_t)(2 + 2 * profiles + 1));
  put16(body + n + 6, (uint16_t)(2 * profiles));
  n += 8;
  put16(body + n, 0x0001); /* SRTP_AES128_CM_HMAC_SHA1_80 */
  n += 2;
  if (profiles == 2) {
    put16(body + n, 0x0007); /* SRTP_AEAD_AES_128_GCM */
    n += 2;
  }
  body[n++] = 0; /* no MKI */
  uint8_t head[25] = {22, 0xFE, 0xFD};
  put16(head + 11, (uint16_t)(12 + n));
  put32(head + 13, (uint32_t)type << 24 | (uint32_t)n);
  put16(head + 17, 0);
  put32(head + 18, 0); /* fragment offset, and the first byte of its length */
  put32(head + 21, (uint32_t)n);
  memcpy(at, head, sizeof head);
  memcpy(at + sizeof head, body, n);
  return sizeof head + n;
}

static void transaction_of(uint32_t index, uint8_t stage, uint8_t tries, uint8_t *id) {
  memcpy(id, "BNCH", 4);
  put32(id + 4, index);
  put32(id + 8, (uint32_t)stage << 24 | (uint32_t)getpid() % 0xFFFF << 8 | tries);
}

static void authenticate(struct generator *g, struct allocation *a, struct stun *s) {
  stun_add(s, ATTRIBUTE_USERNAME, a->user, strlen(a->user));
  stun_add(s, ATTRIBUTE_REALM, g->realm, strlen(g->realm));
  stun_add(s, ATTRIBUTE_NONCE, a->nonce, a->nonce_length);
  stun_sign(s, a->key);
}

static void send_bare(struct generator *g, uint32_t index) {
  struct allocation *a = &g->allocations[index];
  uint8_t *at = outbox_next(&to_server);
  at[0] = BARE_SETUP;
  put32(at + 1, index);
  put16(at + 5, CHANNEL);
  put32(at + 7, a->peer);
  put16(at + 11, g->peer_port);
  outbox_add(&to_server, BARE_LENGTH, a->client, g->server, g->server_port);
}

/* Sends, or sends again, what the allocation's stage asks for. */
static void ask(struct generator *g, uint32_t index) {
  struct allocation *a = &g->allocations[index];
  if (a->tries++ >= MAX_TRIES) {
    fail("allocation %u has no answer in stage %u after %u tries", index, a->stage, MAX_TRIES);
  }
  a->deadline = now_nanos() + TRY_MILLIS * 1000000ull;
  if (a->stage == GREETING) {
    size_t total;
    uint8_t greeting[256];
    size_t length = hello(greeting, HANDSHAKE_CLIENT_HELLO, index);
    uint8_t *at = outbox_next(&to_server);
    memcpy(at + client_header(g, a, at, length, &total), greeting, length);
    outbox_add(&to_server, total, a->client, g->server, g->server_port);
    return;
  }
  if (g->target == TARGET_BARE) {
    send_bare(g, index);
    return;
  }
  static const uint8_t udp[4] = {17, 0, 0, 0};
  uint8_t id[TRANSACTION_ID];
  uint8_t lifetime[4];
  uint8_t channel[4] = {CHANNEL >> 8, CHANNEL & 0xFF, 0, 0};
  struct stun s;
  transaction_of(index, a->stage, a->stage == PROVING ? 0 : a->tries, id);
  put32(lifetime, a->stage == RELEASING ? 0 : LIFETIME_SECONDS);
  switch (a->stage) {
    case ASKED:
    case PROVING:
      stun_begin(&s, outbox_next(&to_server), STUN_ALLOCATE, id);
      stun_add(&s, ATTRIBUTE_REQUESTED_TRANSPORT, udp, sizeof udp);
      stun_add(&s, ATTRIBUTE_LIFETIME, lifetime, sizeof lifetime);
      break;
    case BINDING:
      stun_begin(&s, outbox_next(&to_server), g->indications ? STUN_CREATE_PERMISSION : STUN_CHANNEL_BIND, id);
      if (!g->indications) {
        stun_add(&s, ATTRIBUTE_CHANNEL_NUMBER, channel, sizeof channel);
      }
      stun_add_address(&s, ATTRIBUTE_XOR_PEER_ADDRESS, a->peer, g->peer_port);
      break;
    default:
      stun_begin(&s, outbox_next(&to_server), STUN_REFRESH, id);
      stun_add(&s, ATTRIBUTE_LIFETIME, lifetime, sizeof lifetime);
      break;
  }
  if (a->stage != ASKED) {
    authenticate(g, a, &s);
  }
  outbox_add(&to_server, s.length, a->client, g->server, g->server_port);
}

static void enter(struct generator *g, uint32_t index, enum stage stage) {
  struct allocation *a = &g->allocations[index];
  a->stage = (uint8_t)stage;
  a->tries = 0;
  ask(g, index);
}

static void take_challenge(struct generator *g, struct allocation *a, uint32_t index, const uint8_t *m, size_t length) {
  size_t nonce_length;
  size_t realm_length;
  const uint8_t *nonce = stun_find(m, length, ATTRIBUTE_NONCE, &nonce_length);
  const uint8_t *realm = stun_find(m, length, ATTRIBUTE_REALM, &realm_length);
  if (nonce == NULL || realm == NULL || nonce_length > sizeof a->nonce || realm_length >= sizeof g->realm) {
    fail("a challenge without realm and nonce");
  }
  memcpy(a->nonce, nonce, nonce_length);
  a->nonce_length = (uint8_t)nonce_length;
  memcpy(g->realm, realm, realm_length);
  g->realm[realm_length] = 0;
  if (a->user[0] == 0) {
    char password[32];
    snprintf(a->user, sizeof a->user, "%lld:%x.%x", (long long)time(NULL) + CREDENTIAL_SECONDS, (unsigned)getpid(), index);
    stun_password(g->secret, a->user, password);
    stun_key(a->user, g->realm, password, a->key);
  }
}

/* An answer; true if the allocation is through with what is being done. */
static bool answered(struct generator *g, const uint8_t *m, size_t length) {
  if (length < STUN_HEADER || memcmp(m + 8, "BNCH", 4) != 0) {
    return false;
  }
  uint32_t index = get32(m + 12);
  if (index >= g->capacity || m[16] != g->allocations[index].stage) {
    return false; /* the answer to a request sent twice */
  }
  struct allocation *a = &g->allocations[index];
  if ((get16(m) & STUN_BINDING_CLASS_MASK) == STUN_ERROR) {
    size_t size;
    const uint8_t *code = stun_find(m, length, ATTRIBUTE_ERROR_CODE, &size);
    unsigned number = code == NULL || size < 4 ? 0 : code[2] * 100u + code[3];
    bool proven = a->stage != ASKED;
    if ((number == 401 && !proven) || number == 438) {
      take_challenge(g, a, index, m, length);
      enter(g, index, proven ? (enum stage)a->stage : PROVING);
      return false;
    }
    if (number == 437 && a->stage == RELEASING) {
      a->stage = GONE;
      return true;
    }
    fail("the server answers %u in stage %u of allocation %u", number, a->stage, index);
  }
  if (a->stage == PROVING) {
    size_t size;
    const uint8_t *relayed = stun_find(m, length, ATTRIBUTE_XOR_RELAYED_ADDRESS, &size);
    if (relayed == NULL || size != 8) {
      fail("an allocation without a relayed IPv4 address");
    }
    a->relayed_port = get16(relayed + 2) ^ 0x2112;
    a->stage = ALLOCATED;
  } else {
    a->stage = a->stage == BINDING ? BOUND : GONE;
  }
  return true;
}

static bool from_server(struct generator *g, const uint8_t *m, size_t length) {
  size_t size;
  if (length == BARE_LENGTH && m[0] == BARE_SETUP && get32(m + 1) < g->capacity) {
    struct allocation *a = &g->allocations[get32(m + 1)];
    bool first = a->stage == ASKED;
    if (first) {
      a->relayed_port = get16(m + 5);
      a->stage = ALLOCATED;
    }
    return first;
  }
  const uint8_t *data = client_data(g, m, length, &size);
  if (data == NULL) {
    return answered(g, m, length);
  }
  if (size < DTLS_RANDOM_AT + 4 || data[0] != 22 || data[13] != HANDSHAKE_SERVER_HELLO) {
    return false;
  }
  uint32_t index = get32(data + DTLS_RANDOM_AT);
  if (index >= g->capacity || g->allocations[index].stage != GREETING) {
    return false;
  }
  g->allocations[index].stage = READY;
  return true;
}

/* The peer's side of the handshake. */
static void at_peer(struct generator *g, const uint8_t *m, size_t length) {
  if (length < DTLS_RANDOM_AT + 4 || m[0] != 22 || m[13] != HANDSHAKE_CLIENT_HELLO) {
    return;
  }
  uint32_t index = get32(m + DTLS_RANDOM_AT);
  if (index < g->capacity) {
    struct allocation *a = &g->allocations[index];
    size_t size = hello(outbox_next(&to_relayed), HANDSHAKE_SERVER_HELLO, index);
    outbox_add(&to_relayed, size, a->peer, g->server, a->relayed_port);
  }
}

/* Takes the allocations from `begin` to `end` through one stage, AT_ONCE at a time. */
static void drive(struct generator *g, unsigned begin, unsigned end, enum stage stage, const char *what) {
  unsigned next = begin;
  unsigned done = begin;
  unsigned retries = 0;
  uint64_t started = now_nanos();
  uint64_t checked = started;
  to_server.socket = g->client_socket;
  to_relayed.socket = g->peer_socket;
  while (done < end) {
    while (next < end && next - done < AT_ONCE) {
      enter(g, next++, stage);
    }
    outbox_flush(&to_server);
    outbox_flush(&to_relayed);
    struct epoll_event events[2];
    epoll_wait(g->readiness, events, 2, TRY_MILLIS / 4);
    while (inbox_read(&received, g->client_socket) > 0) {
      for (unsigned i = 0; i < received.filled; i++) {
        done += from_server(g, received.bytes[i], received.lengths[i]) ? 1 : 0;
      }
    }
    while (inbox_read(&received, g->peer_socket) > 0) {
      for (unsigned i = 0; i < received.filled; i++) {
        at_peer(g, received.bytes[i], received.lengths[i]);
      }
    }
    uint64_t now = now_nanos();
    if (now - checked > TRY_MILLIS * 1000000ull / 4) {
      checked = now;
      for (unsigned i = begin; i < next; i++) {
        struct allocation *a = &g->allocations[i];
        bool waits = a->stage == stage || (stage == ASKED && a->stage == PROVING);
        if (waits && a->deadline <= now) {
          retries++;
          ask(g, i);
        }
      }
    }
  }
  printf("{\"%s\": %u, \"seconds\": %.6f, \"retries\": %u}\n", what, end - begin,
         (double)(now_nanos() - started) / NANOS, retries);
}

void command_allocate(struct generator *g, unsigned count) {
  if (count > g->capacity || count < g->count) {
    fail("allocate %u: there are %u of at most %u", count, g->count, g->capacity);
  }
  unsigned from = g->count;
  g->count = count;
  drive(g, from, count, ASKED, "allocated");
}

void command_bind(struct generator *g, bool with_handshake) {
  if (g->target == TARGET_TURN) {
    drive(g, with_handshake ? g->ready : 0, g->count, BINDING, "bound");
  } else {
    printf("{\"bound\": %u}\n", g->count);
  }
  if (with_handshake) {
    drive(g, g->ready, g->count, GREETING, "greeted");
    g->ready = g->count;
  }
}

void command_release(struct generator *g) {
  if (g->target == TARGET_TURN) {
    drive(g, 0, g->count, RELEASING, "released");
  } else {
    printf("{\"released\": %u}\n", g->count);
  }
  g->count = 0;
  g->ready = 0;
}
