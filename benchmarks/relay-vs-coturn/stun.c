#include "stun.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COOKIE 0x2112A442u
#define ATTRIBUTE_MESSAGE_INTEGRITY 0x0008
#define SHA1_LENGTH 20

void put16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

void put32(uint8_t *at, uint32_t value) {
  put16(at, (uint16_t)(value >> 16));
  put16(at + 2, (uint16_t)value);
}

void put64(uint8_t *at, uint64_t value) {
  put32(at, (uint32_t)(value >> 32));
  put32(at + 4, (uint32_t)value);
}

uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

uint64_t get64(const uint8_t *at) { return (uint64_t)get32(at) << 32 | get32(at + 4); }

void stun_begin(struct stun *s, uint8_t *buffer, uint16_t type, const uint8_t *transaction) {
  s->bytes = buffer;
  s->length = STUN_HEADER;
  put16(buffer, type);
  put16(buffer + 2, 0);
  put32(buffer + 4, COOKIE);
  memcpy(buffer + 8, transaction, TRANSACTION_ID);
}

void stun_add(struct stun *s, uint16_t type, const void *value, size_t length) {
  uint8_t *at = s->bytes + s->length;
  size_t padded = (length + 3) & ~(size_t)3;
  put16(at, type);
  put16(at + 2, (uint16_t)length);
  if (length > 0) {
    memmove(at + 4, value, length);
  }
  memset(at + 4 + length, 0, padded - length);
  s->length += 4 + padded;
  put16(s->bytes + 2, (uint16_t)(s->length - STUN_HEADER));
}

void stun_add_address(struct stun *s, uint16_t type, uint32_t address, uint16_t port) {
  uint8_t value[8] = {0, 1};
  put16(value + 2, port ^ (uint16_t)(COOKIE >> 16));
  put32(value + 4, address ^ COOKIE);
  stun_add(s, type, value, sizeof value);
}

void stun_sign(struct stun *s, const uint8_t key[INTEGRITY_KEY]) {
  uint8_t mac[SHA1_LENGTH];
  unsigned int length = sizeof mac;
  put16(s->bytes + 2, (uint16_t)(s->length - STUN_HEADER + 4 + SHA1_LENGTH));
  HMAC(EVP_sha1(), key, INTEGRITY_KEY, s->bytes, s->length, mac, &length);
  stun_add(s, ATTRIBUTE_MESSAGE_INTEGRITY, mac, sizeof mac);
}

const uint8_t *stun_find(const uint8_t *message, size_t length, uint16_t type, size_t *value_length) {
  if (length < STUN_HEADER || get32(message + 4) != COOKIE ||
      (size_t)get16(message + 2) + STUN_HEADER > length) {
    return NULL;
  }
  const uint8_t *at = message + STUN_HEADER;
  const uint8_t *end = at + get16(message + 2);
  while (end - at >= 4) {
    size_t size = get16(at + 2);
    if (size > (size_t)(end - at - 4)) {
      return NULL;
    }
    if (get16(at) == type) {
      *value_length = size;
      return at + 4;
    }
    size_t step = 4 + ((size + 3) & ~(size_t)3);
    if (step > (size_t)(end - at)) {
      return NULL;
    }
    at += step;
  }
  return NULL;
}

void stun_password(const char *secret, const char *user, char *password) {
  uint8_t mac[SHA1_LENGTH];
  unsigned int length = sizeof mac;
  HMAC(EVP_sha1(), secret, (int)strlen(secret), (const uint8_t *)user, strlen(user), mac, &length);
  EVP_EncodeBlock((uint8_t *)password, mac, SHA1_LENGTH);
}

void stun_key(const char *user, const char *realm, const char *password, uint8_t key[INTEGRITY_KEY]) {
  char text[512];
  unsigned int length = INTEGRITY_KEY;
  int size = snprintf(text, sizeof text, "%s:%s:%s", user, realm, password);
  if (size < 0 || (size_t)size >= sizeof text || !EVP_Digest(text, (size_t)size, key, &length, EVP_md5(), NULL)) {
    fprintf(stderr, "generator: MD5 is not to be had from this OpenSSL\n");
    exit(1);
  }
}
