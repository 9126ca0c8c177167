#define _GNU_SOURCE
#include "generator.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Room for what arrives while the generator sends: losses must be the server's. */
#define RECEIVE_BUFFER (64 << 20)
#define LOOPBACK_CLIENTS 0x7F400101u /* 127.64.1.1 and on, one /24 each */
#define LOOPBACK_PEERS 0x7F800101u   /* 127.128.1.1 and on */

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "generator: ");
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  va_end(arguments);
  exit(1);
}

uint64_t now_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * NANOS + (uint64_t)t.tv_nsec;
}

uint8_t *outbox_next(struct outbox *out) { return out->bytes[out->filled]; }

void outbox_add(struct outbox *out, size_t length, uint32_t from, uint32_t to, uint16_t port) {
  unsigned i = out->filled++;
  out->lengths[i] = length;
  out->from[i] = from;
  out->to[i] = (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(to)};
  if (out->filled == BATCH) {
    outbox_flush(out);
  }
}

void outbox_flush(struct outbox *out) {
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  union {
    struct cmsghdr aligned;
    char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
  } control[BATCH];
  for (unsigned i = 0; i < out->filled; i++) {
    parts[i] = (struct iovec){out->bytes[i], out->lengths[i]};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &out->to[i],
                                          .msg_namelen = sizeof out->to[i],
                                          .msg_iov = &parts[i],
                                          .msg_iovlen = 1,
                                          .msg_control = control[i].bytes,
                                          .msg_controllen = sizeof control[i].bytes};
    struct cmsghdr *c = CMSG_FIRSTHDR(&messages[i].msg_hdr);
    c->cmsg_level = IPPROTO_IP;
    c->cmsg_type = IP_PKTINFO;
    c->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
    struct in_pktinfo source = {.ipi_spec_dst.s_addr = htonl(out->from[i])};
    memcpy(CMSG_DATA(c), &source, sizeof source);
  }
  unsigned sent = 0;
  while (sent < out->filled) {
    int n = sendmmsg(out->socket, messages + sent, out->filled - sent, MSG_DONTWAIT);
    sent += n > 0 ? (unsigned)n : 1;
  }
  out->filled = 0;
}

unsigned inbox_read(struct inbox *in, int socket) {
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  for (unsigned i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){in->bytes[i], MAX_PACKET};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &in->from[i],
                                          .msg_namelen = sizeof in->from[i],
                                          .msg_iov = &parts[i],
                                          .msg_iovlen = 1};
  }
  int n = recvmmsg(socket, messages, BATCH, MSG_DONTWAIT, NULL);
  in->filled = n > 0 ? (unsigned)n : 0;
  for (unsigned i = 0; i < in->filled; i++) {
    in->lengths[i] = messages[i].msg_len;
  }
  return in->filled;
}

size_t client_header(const struct generator *g, const struct allocation *a, uint8_t *at,
                     size_t data, size_t *total) {
  if (!g->indications) {
    put16(at, CHANNEL);
    put16(at + 2, (uint16_t)data);
    *total = CHANNEL_HEADER + data;
    return CHANNEL_HEADER;
  }
  static const uint8_t transaction[TRANSACTION_ID] = "indication";
  struct stun s;
  size_t padded = (data + 3) & ~(size_t)3;
  stun_begin(&s, at, STUN_SEND_INDICATION, transaction);
  stun_add_address(&s, ATTRIBUTE_XOR_PEER_ADDRESS, a->peer, g->peer_port);
  put16(at + s.length, ATTRIBUTE_DATA);
  put16(at + s.length + 2, (uint16_t)data);
  put16(at + 2, (uint16_t)(s.length + 4 + padded - STUN_HEADER));
  *total = s.length + 4 + padded;
  return s.length + 4;
}

const uint8_t *client_data(const struct generator *g, const uint8_t *packet, size_t length, size_t *data) {
  if (!g->indications) {
    if (length < CHANNEL_HEADER || get16(packet) != CHANNEL || get16(packet + 2) + (size_t)CHANNEL_HEADER > length) {
      return NULL;
    }
    *data = get16(packet + 2);
    return packet + CHANNEL_HEADER;
  }
  if (length < STUN_HEADER || get16(packet) != STUN_DATA_INDICATION) {
    return NULL;
  }
  return stun_find(packet, length, ATTRIBUTE_DATA, data);
}

/* A port that the system chooses, which *port gets. */
static int open_socket(uint16_t *port) {
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;
  int size = RECEIVE_BUFFER;
  struct sockaddr_in any = {.sin_family = AF_INET};
  socklen_t length = sizeof any;
  if (s < 0 || setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) != 0 ||
      setsockopt(s, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) != 0 ||
      bind(s, (struct sockaddr *)&any, sizeof any) != 0 || getsockname(s, (struct sockaddr *)&any, &length) != 0) {
    fail("a socket on loopback: %s", strerror(errno));
  }
  *port = ntohs(any.sin_port);
  if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0) {
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size); /* not root: what the system allows */
  }
  setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  return s;
}

static void prepare(struct generator *g) {
  uint16_t unused;
  g->client_socket = open_socket(&unused);
  g->peer_socket = open_socket(&g->peer_port);
  g->readiness = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event readable = {.events = EPOLLIN};
  if (g->readiness < 0 || epoll_ctl(g->readiness, EPOLL_CTL_ADD, g->client_socket, &readable) != 0 ||
      epoll_ctl(g->readiness, EPOLL_CTL_ADD, g->peer_socket, &readable) != 0) {
    fail("epoll: %s", strerror(errno));
  }
  g->allocations = calloc(g->capacity, sizeof *g->allocations);
  if (g->allocations == NULL) {
    fail("no memory for %u allocations", g->capacity);
  }
  for (unsigned i = 0; i < g->capacity; i++) {
    g->allocations[i].client = LOOPBACK_CLIENTS + (i << 8);
    g->allocations[i].peer = LOOPBACK_PEERS + (i << 8);
  }
}

static void serve(struct generator *g) {
  char line[256];
  while (fgets(line, sizeof line, stdin) != NULL) {
    unsigned count;
    unsigned window;
    unsigned payload;
    double rate;
    double seconds;
    if (sscanf(line, "allocate %u", &count) == 1) {
      command_allocate(g, count);
    } else if (strcmp(line, "bind\n") == 0) {
      command_bind(g, true);
    } else if (strcmp(line, "refresh\n") == 0) {
      command_bind(g, false);
    } else if (strcmp(line, "release\n") == 0) {
      command_release(g);
    } else if (sscanf(line, "run rate %lf window %u seconds %lf payload %u", &rate, &window, &seconds,
                      &payload) == 4) {
      command_run(g, rate, window, seconds, payload);
    } else {
      fail("what is \"%.*s\"?", (int)strcspn(line, "\n"), line);
    }
    fflush(stdout);
  }
}

int main(int count, char **arguments) {
  struct generator g = {.server = INADDR_LOOPBACK, .capacity = 10000};
  if (count != 5) {
    fprintf(stderr,
            "usage: generator turn|bare channels|indications SERVER-PORT CAPACITY\n"
            "and the shared secret of the credentials in RELAY_BENCH_SECRET. Commands on standard input:\n"
            "  allocate N | bind | refresh | release\n"
            "  run rate R window W seconds S payload B   (rate 0: as fast as W packets under way allow)\n");
    return 2;
  }
  g.target = strcmp(arguments[1], "bare") == 0 ? TARGET_BARE : TARGET_TURN;
  g.indications = strcmp(arguments[2], "indications") == 0;
  g.server_port = (uint16_t)atoi(arguments[3]);
  g.capacity = (unsigned)atoi(arguments[4]);
  g.secret = getenv("RELAY_BENCH_SECRET");
  if (g.target == TARGET_TURN && g.secret == NULL) {
    fail("RELAY_BENCH_SECRET is not set");
  }
  prepare(&g);
  serve(&g);
  return 0;
}
