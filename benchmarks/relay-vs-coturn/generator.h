/*
 * The load generator: one thread that plays every client and every peer of a TURN server on
 * loopback. All clients share one socket and all peers another: each has a source address of its
 * own out of 127.0.0.0/8, chosen packet by packet (IP_PKTINFO), so one system call can send for
 * many of them and the generator stays cheaper than what it measures.
 */
#ifndef GENERATOR_H
#define GENERATOR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stun.h"

enum {
  BATCH = 32,       /* packets in one system call */
  MAX_PACKET = 2048,
  CHANNEL = 0x4000, /* the same in every allocation, as clients choose it */
  CHANNEL_HEADER = 4,
  DATA_INDICATION_HEADER = STUN_HEADER + 12 + 4,
};

#define NANOS 1000000000ull

enum target { TARGET_TURN, TARGET_BARE };

struct allocation {
  uint32_t client; /* addresses in host order */
  uint32_t peer;
  uint16_t relayed_port;
  uint8_t stage;
  uint8_t tries;
  uint64_t deadline; /* of the request that is under way */
  char user[48];
  uint8_t key[INTEGRITY_KEY];
  uint8_t nonce[128];
  uint8_t nonce_length;
  uint64_t highest[2]; /* sequence number received by peer and client in this run */
};

struct generator {
  enum target target;
  bool indications; /* Send and Data indications instead of ChannelData */
  uint32_t server;
  uint16_t server_port;
  uint16_t peer_port;
  int client_socket;
  int peer_socket;
  int readiness; /* epoll over both */
  const char *secret;
  char realm[128];
  struct allocation *allocations;
  unsigned capacity;
  unsigned count; /* allocations made */
  unsigned ready; /* of them, those bound and with a handshake behind them */
};

/* Packets on their way to one sendmmsg. */
struct outbox {
  int socket;
  unsigned filled;
  size_t lengths[BATCH];
  uint32_t from[BATCH];
  struct sockaddr_in to[BATCH];
  uint8_t bytes[BATCH][MAX_PACKET];
};

/* What one recvmmsg brought. */
struct inbox {
  unsigned filled;
  size_t lengths[BATCH];
  struct sockaddr_in from[BATCH];
  uint8_t bytes[BATCH][MAX_PACKET];
};

uint64_t now_nanos(void);
/* The next free packet; outbox_add makes it part of the batch and sends a full one. */
uint8_t *outbox_next(struct outbox *out);
void outbox_add(struct outbox *out, size_t length, uint32_t from, uint32_t to, uint16_t port);
/* Sends what is there; packets that the kernel has no room for are lost, as on a wire. */
void outbox_flush(struct outbox *out);
/* Reads without waiting; the number of packets. */
unsigned inbox_read(struct inbox *in, int socket);

/* Each prints one line of JSON; what cannot be done ends the process with a reason. */
void command_allocate(struct generator *g, unsigned count);
void command_bind(struct generator *g, bool with_handshake);
void command_release(struct generator *g);
void command_run(struct generator *g, double rate, unsigned window, double seconds, size_t payload);

/*
 * Writes what a client sends into `at`: the header for data of that length to this allocation's
 * peer. Returns the header's length; *total gets that of the whole packet with its padding.
 */
size_t client_header(const struct generator *g, const struct allocation *a, uint8_t *at,
                     size_t data, size_t *total);
/* The data inside what a client received; NULL if it is none. */
const uint8_t *client_data(const struct generator *g, const uint8_t *packet, size_t length, size_t *data);

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
