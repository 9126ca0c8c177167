/*
 * Latencies in nanoseconds, kept as counts with a relative error below 1.6 % (64 linear steps in
 * each power of two), so that a tail is as exact as the middle.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <string.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_SLOTS = 40 * HISTOGRAM_STEPS };

struct histogram {
  uint64_t counts[HISTOGRAM_SLOTS];
  uint64_t total;
  uint64_t highest;
};

static inline void histogram_clear(struct histogram *h) { memset(h, 0, sizeof *h); }

static inline void histogram_add(struct histogram *h, uint64_t value) {
  unsigned slot;
  if (value < HISTOGRAM_STEPS) {
    slot = (unsigned)value;
  } else {
    unsigned shift = 63u - (unsigned)__builtin_clzll(value) - 6u; /* 2^6 steps */
    slot = (shift + 1) * HISTOGRAM_STEPS + (unsigned)((value >> shift) & (HISTOGRAM_STEPS - 1));
  }
  h->counts[slot < HISTOGRAM_SLOTS ? slot : HISTOGRAM_SLOTS - 1]++;
  h->total++;
  if (value > h->highest) {
    h->highest = value;
  }
}

/* The upper end of the step that holds the given share (0 to 1) of all values; 0 if there are none. */
static inline uint64_t histogram_at(const struct histogram *h, double share) {
  uint64_t wanted = (uint64_t)(share * (double)h->total);
  uint64_t seen = 0;
  for (unsigned slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
    seen += h->counts[slot];
    if (h->counts[slot] > 0 && seen > wanted) {
      if (slot < HISTOGRAM_STEPS) {
        return slot;
      }
      unsigned shift = slot / HISTOGRAM_STEPS - 1;
      return ((uint64_t)(HISTOGRAM_STEPS + slot % HISTOGRAM_STEPS + 1) << shift) - 1;
    }
  }
  return h->highest;
}

#endif
