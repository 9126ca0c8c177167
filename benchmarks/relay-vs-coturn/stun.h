/*
 * The little STUN and TURN that the load generator writes and reads (RFC 8489, RFC 8656): requests
 * with the long-term credential mechanism, and where the parts of an answer stand.
 */
#ifndef STUN_H
#define STUN_H

#include <stddef.h>
#include <stdint.h>

enum {
  STUN_HEADER = 20,
  STUN_BINDING_CLASS_MASK = 0x0110,
  STUN_ALLOCATE = 0x0003,
  STUN_REFRESH = 0x0004,
  STUN_SEND_INDICATION = 0x0016,
  STUN_DATA_INDICATION = 0x0017,
  STUN_CREATE_PERMISSION = 0x0008,
  STUN_CHANNEL_BIND = 0x0009,
  STUN_SUCCESS = 0x0100,
  STUN_ERROR = 0x0110,
  ATTRIBUTE_USERNAME = 0x0006,
  ATTRIBUTE_ERROR_CODE = 0x0009,
  ATTRIBUTE_CHANNEL_NUMBER = 0x000C,
  ATTRIBUTE_LIFETIME = 0x000D,
  ATTRIBUTE_XOR_PEER_ADDRESS = 0x0012,
  ATTRIBUTE_DATA = 0x0013,
  ATTRIBUTE_REALM = 0x0014,
  ATTRIBUTE_NONCE = 0x0015,
  ATTRIBUTE_XOR_RELAYED_ADDRESS = 0x0016,
  ATTRIBUTE_REQUESTED_TRANSPORT = 0x0019,
  TRANSACTION_ID = 12,
  INTEGRITY_KEY = 16,
};

/* A message being written into a caller's buffer, which must have room for it. */
struct stun {
  uint8_t *bytes;
  size_t length;
};

void put16(uint8_t *at, uint16_t value);
void put32(uint8_t *at, uint32_t value);
void put64(uint8_t *at, uint64_t value);
uint16_t get16(const uint8_t *at);
uint32_t get32(const uint8_t *at);
uint64_t get64(const uint8_t *at);

void stun_begin(struct stun *s, uint8_t *buffer, uint16_t type, const uint8_t *transaction);
void stun_add(struct stun *s, uint16_t type, const void *value, size_t length);
/* An IPv4 address and port in host order, exclusive-ored with the cookie. */
void stun_add_address(struct stun *s, uint16_t type, uint32_t address, uint16_t port);
/* MESSAGE-INTEGRITY; nothing may follow. */
void stun_sign(struct stun *s, const uint8_t key[INTEGRITY_KEY]);

/* The value of an attribute, NULL if the message of `length` bytes lacks it or is not STUN. */
const uint8_t *stun_find(const uint8_t *message, size_t length, uint16_t type, size_t *value_length);

/* base64(HMAC-SHA1(secret, user)): the password of a time-limited credential; `password` holds 29. */
void stun_password(const char *secret, const char *user, char *password);
/* MD5(user:realm:password). */
void stun_key(const char *user, const char *realm, const char *password, uint8_t key[INTEGRITY_KEY]);

#endif
