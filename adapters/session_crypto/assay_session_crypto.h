/* SPDX-License-Identifier: Apache-2.0
 * Plug-ins that compute the session cryptograms of a Calypso terminal: the C ABI, version 1. See docs/session-crypto-plugin.md.
 *
 * A plug-in is a shared library with one symbol, assay_session_crypto_v1. It is byte oriented: it is told which bytes, in which
 * order, and never sees a card. This header needs nothing but a C compiler. */
#ifndef ASSAY_SESSION_CRYPTO_H
#define ASSAY_SESSION_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_SESSION_CRYPTO_VERSION 1

/* NOLINTBEGIN(readability-identifier-naming): names as C has them */

/* What every call returns. Whatever is not OK or WRONG ends the session of its handle. */
enum {
  ASSAY_SC_OK = 0,
  ASSAY_SC_WRONG = 1,       /* verify, check_sv: the card's MAC or signature is wrong */
  ASSAY_SC_REFUSED = 2,     /* no such key, not allowed, or not in this order */
  ASSAY_SC_UNSUPPORTED = 3, /* known and not offered */
  ASSAY_SC_FAILED = 4       /* something broke, such as the way to an HSM */
};

/* Bytes to read; `data` may be null when `size` is 0. */
typedef struct {
  const uint8_t* data;
  size_t size;
} assay_sc_bytes;

/* Room to write to; the plug-in sets `size`, at most `capacity`. */
typedef struct {
  uint8_t* data;
  size_t capacity;
  size_t size;
} assay_sc_room;

typedef struct {
  size_t struct_size;
  uint8_t diversifier[8]; /* the whole serial number of the application */
  uint8_t kif;
  uint8_t kvc;
  uint8_t extended;       /* 1 in an extended session */
  assay_sc_bytes opening; /* data field of the card's answer to the opening, as it came */
} assay_sc_session;

typedef struct {
  size_t struct_size;
  uint8_t diversifier[8];
  uint8_t kif;
  uint8_t kvc;
  assay_sc_bytes challenge; /* the card's, 8 bytes */
  assay_sc_bytes pin;       /* 4 bytes */
  assay_sc_bytes new_pin;   /* 4 bytes to change it, none to present it */
} assay_sc_pin;

typedef struct {
  size_t struct_size;
  uint8_t diversifier[8];
  uint8_t kif; /* of the key that enciphers; 00 00: the null key */
  uint8_t kvc;
  uint8_t loaded_kif; /* of the key that is put into the card */
  uint8_t loaded_kvc;
  assay_sc_bytes challenge;
} assay_sc_key;

typedef struct {
  size_t struct_size;
  uint8_t operation; /* B8 reload, BA debit, BC undebit */
  uint8_t extended;
  uint8_t diversifier[8];
  assay_sc_bytes get_header; /* INS P1 P2 00 of SV GET */
  assay_sc_bytes get_answer; /* its answer with status word */
  assay_sc_bytes partial;    /* INS 00 00 Lc, 00, and the data field up to the SAM's id */
} assay_sc_sv;

typedef struct {
  size_t struct_size; /* sizeof the structure as the plug-in was compiled with it */
  uint32_t version;   /* ASSAY_SESSION_CRYPTO_VERSION */
  const char* label;  /* shown wherever results are; "" when there is nothing to say */
  uint8_t serial[4];  /* the id that stored value commands carry */

  /* A handle holds one session at a time; handles do not know of each other. */
  int (*open)(void** handle);
  void (*release)(void* handle);
  /* The words for the latest call that was not OK; valid until the next call. Never null. */
  const char* (*error)(void* handle);

  int (*challenge)(void* handle, uint8_t extended, assay_sc_room* challenge);
  int (*begin)(void* handle, const assay_sc_session* session);
  int (*update)(void* handle, assay_sc_bytes item);
  int (*update_ciphered)(void* handle, assay_sc_bytes item, assay_sc_room* result);
  int (*authenticate_early)(void* handle, assay_sc_room* mac);
  int (*close)(void* handle, assay_sc_room* mac);
  int (*verify)(void* handle, assay_sc_bytes card_mac);

  int (*cipher_pin)(void* handle, const assay_sc_pin* request, assay_sc_room* cryptogram);
  int (*cipher_key)(void* handle, const assay_sc_key* request, assay_sc_room* cryptogram);
  /* Writes challenge (3 bytes), transaction number (3), signature (5, or 10 extended). */
  int (*prepare_sv)(void* handle, const assay_sc_sv* request, assay_sc_room* result);
  int (*check_sv)(void* handle, assay_sc_bytes signature);
} assay_session_crypto;

/* The one symbol. `host_version` is the highest version the host knows; a plug-in that cannot serve it returns null. */
typedef const assay_session_crypto* (*assay_session_crypto_entry)(uint32_t host_version);
#define ASSAY_SESSION_CRYPTO_SYMBOL "assay_session_crypto_v1"

/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif
#endif
