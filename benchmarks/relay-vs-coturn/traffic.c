/* SRTP-shaped packets in both directions, at a rate or as fast as a window allows, and what came of them. */
#define _GNU_SOURCE
#include <linux/sock_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "generator.h"
#include "histogram.h"

enum {
  INDEX_AT = 8, /* in the place of the SSRC */
  RTP_HEADER = 12,
  RUN_AT = RTP_HEADER, /* which run the packet belongs to */
  DIRECTION_AT = RUN_AT + 4,
  SEQUENCE_AT = DIRECTION_AT + 4,
  TIME_AT = SEQUENCE_AT + 8,
  LEAST_PAYLOAD = TIME_AT + 8,
  TO_PEER = 0,
  TO_CLIENT = 1,
  DIRECTIONS = 2,
};

#define DRAIN_NANOS (300 * 1000000ull) /* after the last packet was sent, or the last came */
#define GIVEN_UP_NANOS (20 * 1000000ull) /* with a window: nothing came for so long, so all is lost */

struct side {
  uint64_t sent;
  uint64_t received;
  uint64_t late; /* overtaken by a later one of the same allocation */
  struct histogram latency;
};

static struct outbox out[DIRECTIONS];
static struct inbox in;
static struct side sides[DIRECTIONS];
static uint32_t run_number;

static uint64_t processor_nanos(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return ((uint64_t)u.ru_utime.tv_sec + (uint64_t)u.ru_stime.tv_sec) * NANOS +
         ((uint64_t)u.ru_utime.tv_usec + (uint64_t)u.ru_stime.tv_usec) * 1000;
}

/* What the kernel dropped because the generator did not read in time: not the server's fault. */
static uint64_t own_drops(const struct generator *g) {
  uint64_t drops = 0;
  int sockets[] = {g->client_socket, g->peer_socket};
  for (int i = 0; i < 2; i++) {
    uint32_t info[SK_MEMINFO_VARS] = {0};
    socklen_t size = sizeof info;
    if (getsockopt(sockets[i], SOL_SOCKET, SO_MEMINFO, info, &size) == 0) {
      drops += info[SK_MEMINFO_DROPS];
    }
  }
  return drops;
}

static void write_payload(uint8_t *at, uint32_t index, int direction, uint64_t sequence, uint64_t now, size_t length) {
  at[0] = 0x80; /* RTP version 2 */
  at[1] = 111;
  put16(at + 2, (uint16_t)sequence);
  put32(at + 4, (uint32_t)sequence * 960);
  put32(at + INDEX_AT, index);
  put32(at + RUN_AT, run_number);
  put32(at + DIRECTION_AT, (uint32_t)direction);
  put64(at + SEQUENCE_AT, sequence);
  put64(at + TIME_AT, now);
  memset(at + LEAST_PAYLOAD, 0xA5, length - LEAST_PAYLOAD);
}

static void send_one(struct generator *g, uint32_t index, int direction, uint64_t now, size_t payload) {
  struct allocation *a = &g->allocations[index];
  uint8_t *at = outbox_next(&out[direction]);
  uint64_t sequence = sides[direction].sent++;
  if (direction == TO_PEER) {
    size_t total;
    size_t header = client_header(g, a, at, payload, &total);
    write_payload(at + header, index, direction, sequence, now, payload);
    outbox_add(&out[direction], total, a->client, g->server, g->server_port);
  } else {
    write_payload(at, index, direction, sequence, now, payload);
    outbox_add(&out[direction], payload, a->peer, g->server, a->relayed_port);
  }
}

static bool take(struct generator *g, const uint8_t *data, size_t length, int direction, uint64_t now) {
  if (data == NULL || length < LEAST_PAYLOAD || data[0] != 0x80 || get32(data + RUN_AT) != run_number ||
      get32(data + DIRECTION_AT) != (uint32_t)direction) {
    return false; /* of an earlier run */
  }
  uint32_t index = get32(data + INDEX_AT);
  if (index >= g->count) {
    return false;
  }
  struct side *side = &sides[direction];
  uint64_t sequence = get64(data + SEQUENCE_AT);
  side->received++;
  if (sequence < g->allocations[index].highest[direction]) {
    side->late++;
  } else {
    g->allocations[index].highest[direction] = sequence;
  }
  histogram_add(&side->latency, now - get64(data + TIME_AT));
  return true;
}

/* True if anything came. */
static bool receive(struct generator *g) {
  bool any = false;
  if (inbox_read(&in, g->peer_socket) > 0) {
    uint64_t now = now_nanos();
    for (unsigned i = 0; i < in.filled; i++) {
      any |= take(g, in.bytes[i], in.lengths[i], TO_PEER, now);
    }
  }
  if (inbox_read(&in, g->client_socket) > 0) {
    uint64_t now = now_nanos();
    for (unsigned i = 0; i < in.filled; i++) {
      size_t size = 0;
      const uint8_t *data = client_data(g, in.bytes[i], in.lengths[i], &size);
      any |= take(g, data, size, TO_CLIENT, now);
    }
  }
  return any;
}

static uint64_t sum(bool received) {
  uint64_t total = 0;
  for (int i = 0; i < DIRECTIONS; i++) {
    total += received ? sides[i].received : sides[i].sent;
  }
  return total;
}

static void print_side(const char *name, const struct side *s) {
  printf("\"%s\": {\"sent\": %llu, \"received\": %llu, \"late\": %llu, \"p50\": %.1f, \"p99\": %.1f, "
         "\"p999\": %.1f, \"max\": %.1f}, ",
         name, (unsigned long long)s->sent, (unsigned long long)s->received, (unsigned long long)s->late,
         (double)histogram_at(&s->latency, 0.5) / 1000, (double)histogram_at(&s->latency, 0.99) / 1000,
         (double)histogram_at(&s->latency, 0.999) / 1000, (double)s->latency.highest / 1000);
}

void command_run(struct generator *g, double rate, unsigned window, double seconds, size_t payload) {
  if (payload < LEAST_PAYLOAD || payload > 1400 || g->ready == 0 || (rate <= 0 && window == 0)) {
    fail("run: nothing allocated, or payload %zu is not within %d and 1400", payload, LEAST_PAYLOAD);
  }
  run_number++;
  memset(sides, 0, sizeof sides);
  for (unsigned i = 0; i < g->count; i++) {
    memset(g->allocations[i].highest, 0, sizeof g->allocations[i].highest);
  }
  out[TO_PEER].socket = g->client_socket;
  out[TO_CLIENT].socket = g->peer_socket;
  uint64_t drops = own_drops(g);
  uint64_t processor = processor_nanos();
  uint64_t started = now_nanos();
  uint64_t end = started + (uint64_t)(seconds * (double)NANOS);
  uint64_t last_heard = started;
  uint64_t written_off = 0;
  uint64_t count = 0;
  uint64_t now = started;
  while (now < end) {
    uint64_t due;
    if (rate > 0) {
      due = (uint64_t)((double)(now - started) / NANOS * rate) + 1;
    } else {
      uint64_t back = sum(true) + written_off;
      if (now - last_heard > GIVEN_UP_NANOS) {
        written_off += count - back;
        back = count;
        last_heard = now;
      }
      due = back > count ? count : back + window;
    }
    for (unsigned i = 0; i < BATCH && count < due; i++, count++) {
      send_one(g, (uint32_t)(count / DIRECTIONS % g->ready), (int)(count % DIRECTIONS), now, payload);
    }
    outbox_flush(&out[TO_PEER]);
    outbox_flush(&out[TO_CLIENT]);
    if (receive(g)) {
      last_heard = now;
    }
    now = now_nanos();
  }
  uint64_t sending_ended = now;
  uint64_t received_by_then = sum(true);
  last_heard = now;
  while (sum(true) < sum(false) && now - last_heard < DRAIN_NANOS) {
    if (receive(g)) {
      last_heard = now;
    }
    now = now_nanos();
  }
  double lasted = (double)(sending_ended - started) / NANOS;
  uint64_t sent = sum(false);
  uint64_t received = sum(true);
  printf("{\"seconds\": %.6f, \"sent\": %llu, \"received\": %llu, \"receivedInTime\": %llu, \"loss\": %.6f, "
         "\"sentRate\": %.0f, \"receivedRate\": %.0f, \"ownDrops\": %llu, \"generatorMicros\": %.3f, ",
         lasted, (unsigned long long)sent, (unsigned long long)received, (unsigned long long)received_by_then,
         sent == 0 ? 0 : (double)(sent - received) / (double)sent, (double)sent / lasted,
         (double)received_by_then / lasted, (unsigned long long)(own_drops(g) - drops),
         received == 0 ? 0 : (double)(processor_nanos() - processor) / 1000 / (double)received);
  print_side("toPeer", &sides[TO_PEER]);
  print_side("toClient", &sides[TO_CLIENT]);
  struct histogram *both = &sides[TO_PEER].latency;
  struct histogram *other = &sides[TO_CLIENT].latency;
  for (unsigned i = 0; i < HISTOGRAM_SLOTS; i++) {
    both->counts[i] += other->counts[i];
  }
  both->total += other->total;
  both->highest = both->highest > other->highest ? both->highest : other->highest;
  printf("\"p50\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"max\": %.1f}\n", (double)histogram_at(both, 0.5) / 1000,
         (double)histogram_at(both, 0.99) / 1000, (double)histogram_at(both, 0.999) / 1000,
         (double)both->highest / 1000);
}
