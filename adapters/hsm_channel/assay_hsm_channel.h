/* SPDX-License-Identifier: Apache-2.0
 * Channels of a Calypso HSM: the C ABI, version 1. See docs/hsm-channel-interface.md.
 *
 * Whatever can reserve SAMs and exchange commands with them stands behind this table: the vendor's library of a PCI-S3 or a
 * SAM-S20, a connection to another machine, a model. A library has one symbol, assay_hsm_v1. This header needs nothing but a
 * C compiler. */
#ifndef ASSAY_HSM_CHANNEL_H
#define ASSAY_HSM_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_HSM_VERSION 1

/* NOLINTBEGIN(readability-identifier-naming): names as C has them */

/* What every call returns. */
enum {
  ASSAY_HSM_OK = 0,
  ASSAY_HSM_NOT_STARTED = 1, /* the device waits for its start-up */
  ASSAY_HSM_FULL = 2,        /* every channel is taken */
  ASSAY_HSM_NO_CHANNEL = 3,  /* never opened, closed, or given up after its idle time */
  ASSAY_HSM_NO_GROUP = 4,    /* the device has no such key group */
  ASSAY_HSM_NO_KEY = 5,      /* the group has no such key */
  ASSAY_HSM_REFUSED = 6,     /* known and not allowed, or not in this state */
  ASSAY_HSM_UNSUPPORTED = 7, /* the device does not offer it */
  ASSAY_HSM_BUSY = 8,        /* another thread works on this very channel */
  ASSAY_HSM_WORN = 9,        /* the lifetime of the device is over */
  ASSAY_HSM_MALFORMED = 10,  /* an argument cannot be read */
  ASSAY_HSM_FAILED = 11      /* something broke, such as the way to the device */
};

/* Bytes to read; `data` may be null when `size` is 0. */
typedef struct {
  const uint8_t* data;
  size_t size;
} assay_hsm_bytes;

/* Room to write to; the callee sets `size`, at most `capacity`. */
typedef struct {
  uint8_t* data;
  size_t capacity;
  size_t size;
} assay_hsm_room;

/* An answer of a SAM never needs more. */
#define ASSAY_HSM_MOST_ANSWERED 258

/* How a device is opened. `device` says which one, in the library's own words ("0", a slot, "HOST:PORT"); never null. */
typedef struct {
  size_t struct_size;
  const char* device;
  /* The time that idle channels are measured by, in microseconds; never goes back. Null: the device has its own clock. A device
   * that cannot take a clock leaves ASSAY_HSM_TAKES_CLOCK out of its features. */
  uint64_t (*clock)(void* clock_context);
  void* clock_context;
} assay_hsm_configuration;

/* The smart card that a start-up asks for, reached by the caller. `exchange` returns 0, or anything else when no answer came. */
typedef struct {
  size_t struct_size;
  void* context;
  int (*exchange)(void* context, assay_hsm_bytes command, assay_hsm_room* answer);
} assay_hsm_card;

/* Features of a device. */
enum {
  ASSAY_HSM_NEEDS_CARD = 1,   /* starts up with a smart card */
  ASSAY_HSM_HAS_READER = 2,   /* has a reader of its own for it: start_up takes null */
  ASSAY_HSM_MANAGES_KEYS = 4, /* offers the key management below */
  ASSAY_HSM_AUDITS = 8,       /* offers `audit` */
  ASSAY_HSM_TAKES_CLOCK = 16  /* measures idle channels by the clock of the caller */
};

typedef struct {
  size_t struct_size;
  const char* product; /* such as "PCI-S3/5000" or "SAM-S20"; valid as long as the device is open */
  uint32_t features;
  uint32_t started;       /* 1 after a start-up */
  uint32_t channels;      /* how many can be open at once */
  uint32_t channels_open; /* those given up after their idle time do not count */
  uint32_t groups;        /* key groups are 1 to this */
  uint64_t idle_us;       /* time without exchange after which a channel is given up; 0: never */
  uint64_t operations;    /* done in the lifetime of the device; 0 where it does not count */
  uint64_t lifetime;      /* operations after which it ends; 0: not limited */
  uint8_t atr[33];        /* of the SAM that each channel is; atr_size 0: not told */
  uint8_t atr_size;
} assay_hsm_info;

/* Events since the device was made; they survive shut-down. For group 0 of the whole device, else of the group. */
typedef struct {
  size_t struct_size;
  uint64_t opened;      /* channels */
  uint64_t closed;      /* by their user */
  uint64_t given_up;    /* after their idle time */
  uint64_t refused;     /* openings */
  uint64_t exchanges;   /* commands that reached a channel */
  uint64_t operations;  /* of them, those that worked with a key */
  uint64_t keys_loaded; /* transfers that succeeded */
  uint64_t keys_deleted;
  uint64_t keys_invalidated;
  uint64_t start_ups;         /* of the device; 0 for a group */
  uint64_t start_ups_refused; /* of the device; 0 for a group */
} assay_hsm_audit;

/* States of a key. */
enum { ASSAY_HSM_KEY_ABSENT = 0, ASSAY_HSM_KEY_USABLE = 1, ASSAY_HSM_KEY_INVALIDATED = 2 };

typedef struct {
  size_t struct_size; /* sizeof the structure as the library was compiled with it */
  uint32_t version;   /* ASSAY_HSM_VERSION */
  const char* label;  /* shown wherever results are; "" when there is nothing to say */

  /* A device may be used by many threads at once, one channel by one thread at a time. */
  int (*open)(const assay_hsm_configuration* configuration, void** device);
  /* Frees every channel. No other call may be under way. */
  void (*close)(void* device);
  /* The words for the latest call of this thread that was not OK; valid until its next call. Never null. */
  const char* (*error)(void);

  /* `card` null: without one, or with the one in the device's own reader. OK when it had started already. */
  int (*start_up)(void* device, const assay_hsm_card* card);
  /* Frees every channel; the next start-up begins anew. Keys and counters stay. */
  int (*shut_down)(void* device);
  int (*info)(void* device, assay_hsm_info* info);

  /* Reserves a SAM that works with the keys of `group`. A handle is never 0, and never given twice. */
  int (*open_channel)(void* device, uint8_t group, uint64_t* channel);
  /* One APDU of the SAM. OK whenever the SAM answered, whatever its status word; data and status word are in `answer`. */
  int (*exchange)(void* device, uint64_t channel, assay_hsm_bytes command, assay_hsm_room* answer);
  int (*close_channel)(void* device, uint64_t channel);

  /* Eight bytes, which a source SAM takes by GIVE RANDOM before it prepares a key for this group; good for one transfer. */
  int (*key_challenge)(void* device, uint8_t group, assay_hsm_room* challenge);
  /* `block`: the 48 bytes that SAM GENERATE KEY answers; `record` 01 to 7E, F0 for any. */
  int (*transfer_key)(void* device, uint8_t group, uint8_t record, assay_hsm_bytes block);
  int (*delete_key)(void* device, uint8_t group, uint8_t kif, uint8_t kvc);
  /* The key stays known and serves nothing any more. */
  int (*invalidate_key)(void* device, uint8_t group, uint8_t kif, uint8_t kvc);
  int (*key_state)(void* device, uint8_t group, uint8_t kif, uint8_t kvc, int* state);

  int (*audit)(void* device, uint8_t group, assay_hsm_audit* audit);
} assay_hsm;

/* The one symbol. `host_version` is the highest version the host knows; a library that cannot serve it returns null. */
typedef const assay_hsm* (*assay_hsm_entry)(uint32_t host_version);
#define ASSAY_HSM_SYMBOL "assay_hsm_v1"

/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif
#endif
