/*
 * The ceiling: what forwarding costs where no TURN is. One listener and one socket per allocation,
 * epoll, one thread; it finds the client by its address, puts the four bytes of the channel on or
 * takes them off, and sends. It checks nothing, so never run it for others.
 *
 * usage: forwarder PORT single|batch FIRST_PORT_OF_FLOWS
 *   single  a system call for each packet received and sent
 *   batch   recvmmsg and, where packets leave by one socket, sendmmsg
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum {
  CHANNEL_HEADER = 4,
  MAX_PACKET = 2048,
  BATCH = 32,
  EVENTS = 256,
  LISTENER_BURST = 64,
  FLOW_BURST = 16,
  SLOTS = 1 << 16,
  SETUP = 0xF0,
  SETUP_LENGTH = 13,
  LISTENER_BUFFER = 1 << 20,
  FLOW_BUFFER = 1 << 18,
};

struct flow {
  int socket;
  uint16_t channel;
  struct sockaddr_in client;
  struct sockaddr_in peer;
};

static struct flow *flows[SLOTS]; /* open addressing, by the client's address */
static int listener;
static int readiness;
static bool batch;
static uint16_t next_port;

static uint8_t bytes[BATCH][CHANNEL_HEADER + MAX_PACKET];
static struct sockaddr_in senders[BATCH];
static struct mmsghdr messages[BATCH];
static struct iovec parts[BATCH];

static void die(const char *what) {
  fprintf(stderr, "forwarder: %s: %s\n", what, strerror(errno));
  exit(1);
}

static struct flow **slot_of(const struct sockaddr_in *client) {
  uint64_t key = (uint64_t)client->sin_addr.s_addr << 16 | client->sin_port;
  uint32_t at = (uint32_t)(key * 0x9E3779B97F4A7C15ull >> 48);
  while (flows[at] != NULL && (flows[at]->client.sin_addr.s_addr != client->sin_addr.s_addr ||
                               flows[at]->client.sin_port != client->sin_port)) {
    at = (at + 1) % SLOTS;
  }
  return &flows[at];
}

/* port 0: the next free one from the first of flows. Four servers with 10,000 sockets each need more than the kernel gives out. */
static int open_socket(uint16_t port, int buffer) {
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in local = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (s < 0) {
    die("socket");
  }
  setsockopt(s, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  setsockopt(s, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  if (port == 0) {
    local.sin_port = htons(next_port++);
  }
  while (bind(s, (struct sockaddr *)&local, sizeof local) != 0) {
    if (port != 0 || errno != EADDRINUSE) {
      die("bind");
    }
    local.sin_port = htons(next_port++);
  }
  return s;
}

static void watch(int s, struct flow *f) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = f};
  if (epoll_ctl(readiness, EPOLL_CTL_ADD, s, &event) != 0) {
    die("epoll_ctl");
  }
}

/* The generator's request for a flow: index, channel, peer. The answer has the port in the channel's place. */
static void set_up(uint8_t *m, const struct sockaddr_in *client) {
  struct flow **slot = slot_of(client);
  if (*slot == NULL) {
    struct flow *f = calloc(1, sizeof *f);
    if (f == NULL) {
      die("memory");
    }
    f->client = *client;
    f->channel = (uint16_t)(m[5] << 8 | m[6]);
    f->peer.sin_family = AF_INET;
    memcpy(&f->peer.sin_addr, m + 7, 4);
    memcpy(&f->peer.sin_port, m + 11, 2);
    f->socket = open_socket(0, FLOW_BUFFER);
    watch(f->socket, f);
    *slot = f;
  }
  struct sockaddr_in local;
  socklen_t size = sizeof local;
  getsockname((*slot)->socket, (struct sockaddr *)&local, &size);
  memcpy(m + 5, &local.sin_port, 2);
  sendto(listener, m, SETUP_LENGTH, 0, (const struct sockaddr *)client, sizeof *client);
}

static void from_client(uint8_t *m, size_t length, const struct sockaddr_in *client) {
  if (length == SETUP_LENGTH && m[0] == SETUP) {
    set_up(m, client);
    return;
  }
  struct flow *f = *slot_of(client);
  if (f != NULL && length >= CHANNEL_HEADER && (m[0] << 8 | m[1]) == f->channel) {
    size_t data = (size_t)(m[2] << 8 | m[3]);
    if (data <= length - CHANNEL_HEADER) {
      sendto(f->socket, m + CHANNEL_HEADER, data, 0, (struct sockaddr *)&f->peer, sizeof f->peer);
    }
  }
}

static size_t with_channel(const struct flow *f, uint8_t *m, size_t length) {
  m[0] = (uint8_t)(f->channel >> 8);
  m[1] = (uint8_t)f->channel;
  m[2] = (uint8_t)(length >> 8);
  m[3] = (uint8_t)length;
  return CHANNEL_HEADER + length;
}

static bool is_peer(const struct flow *f, const struct sockaddr_in *sender) {
  return sender->sin_addr.s_addr == f->peer.sin_addr.s_addr;
}

static void read_singly(struct flow *f) {
  int s = f == NULL ? listener : f->socket;
  uint8_t *m = bytes[0];
  for (int i = 0; i < (f == NULL ? LISTENER_BURST : FLOW_BURST); i++) {
    struct sockaddr_in sender;
    socklen_t size = sizeof sender;
    ssize_t n = recvfrom(s, m + CHANNEL_HEADER, MAX_PACKET, 0, (struct sockaddr *)&sender, &size);
    if (n < 0) {
      return;
    }
    if (f == NULL) {
      from_client(m + CHANNEL_HEADER, (size_t)n, &sender);
    } else if (is_peer(f, &sender)) {
      sendto(listener, m, with_channel(f, m, (size_t)n), 0, (struct sockaddr *)&f->client, sizeof f->client);
    }
  }
}

static void read_batch(struct flow *f) {
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){bytes[i] + CHANNEL_HEADER, MAX_PACKET};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(f == NULL ? listener : f->socket, messages, BATCH, 0, NULL);
  int sending = 0;
  for (int i = 0; i < n; i++) {
    if (f == NULL) {
      from_client(bytes[i] + CHANNEL_HEADER, messages[i].msg_len, &senders[i]);
    } else if (is_peer(f, &senders[i])) {
      parts[sending] = (struct iovec){bytes[i], with_channel(f, bytes[i], messages[i].msg_len)};
      messages[sending].msg_hdr = (struct msghdr){
          .msg_name = &f->client, .msg_namelen = sizeof f->client, .msg_iov = &parts[sending], .msg_iovlen = 1};
      sending++;
    }
  }
  for (int sent = 0; sent < sending;) {
    int k = sendmmsg(listener, messages + sent, (unsigned)(sending - sent), 0);
    sent += k > 0 ? k : 1;
  }
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: forwarder PORT single|batch FIRST_PORT_OF_FLOWS\n");
    return 2;
  }
  batch = strcmp(arguments[2], "batch") == 0;
  next_port = (uint16_t)atoi(arguments[3]);
  listener = open_socket((uint16_t)atoi(arguments[1]), LISTENER_BUFFER);
  readiness = epoll_create1(EPOLL_CLOEXEC);
  watch(listener, NULL);
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(readiness, events, EVENTS, -1);
    for (int i = 0; i < n; i++) {
      if (batch) {
        read_batch(events[i].data.ptr);
      } else {
        read_singly(events[i].data.ptr);
      }
    }
  }
}
