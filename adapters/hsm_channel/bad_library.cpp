// SPDX-License-Identifier: Apache-2.0
// Libraries that are wrong in one way each, for tests; which way is chosen where they are built.
#include <cstddef>
#include <cstdint>

#include "adapters/hsm_channel/assay_hsm_channel.h"

namespace {

#if !defined(ASSAY_BAD_NO_SYMBOL)
int open_device(const assay_hsm_configuration*, void** device) {
  static int one = 0;
  *device = &one;
  return ASSAY_HSM_OK;
}
void close_device(void*) {}
const char* error_words() {
  return nullptr;  // never null, says the interface
}
int fails(void*) {
  return 77;
}
int start_up(void*, const assay_hsm_card*) {
  return ASSAY_HSM_OK;
}
int info(void*, assay_hsm_info* out) {
  out->atr_size = 200;
  return ASSAY_HSM_OK;
}
int open_channel(void*, std::uint8_t, std::uint64_t* channel) {
  *channel = 1;
  return ASSAY_HSM_OK;
}
int exchange(void*, std::uint64_t, assay_hsm_bytes, assay_hsm_room* answer) {
  answer->size = answer->capacity + 1;
  return ASSAY_HSM_OK;
}
int close_channel(void*, std::uint64_t) {
  return ASSAY_HSM_FAILED;
}
int key_challenge(void*, std::uint8_t, assay_hsm_room* room) {
  room->size = 9;
  return ASSAY_HSM_OK;
}
int transfer_key(void*, std::uint8_t, std::uint8_t, assay_hsm_bytes) {
  return ASSAY_HSM_REFUSED;
}
int key(void*, std::uint8_t, std::uint8_t, std::uint8_t) {
  return ASSAY_HSM_UNSUPPORTED;
}
int key_state(void*, std::uint8_t, std::uint8_t, std::uint8_t, int*) {
  return ASSAY_HSM_UNSUPPORTED;
}
#if !defined(ASSAY_BAD_CALL)
int audit(void*, std::uint8_t, assay_hsm_audit*) {
  return ASSAY_HSM_UNSUPPORTED;
}
#endif

constexpr std::size_t size_of_table =
#if defined(ASSAY_BAD_SIZE)
    sizeof(assay_hsm) - 8;
#else
    sizeof(assay_hsm);
#endif
constexpr std::uint32_t version =
#if defined(ASSAY_BAD_VERSION)
    7;
#else
    ASSAY_HSM_VERSION;
#endif

[[maybe_unused]] const assay_hsm table = {
    size_of_table, version,      "bad", open_device,  close_device, error_words,
    start_up,      fails,        info,  open_channel, exchange,     close_channel,
    key_challenge, transfer_key, key,   key,          key_state,
#if defined(ASSAY_BAD_CALL)
    nullptr,
#else
    audit,
#endif
};
#endif

}  // namespace

#if !defined(ASSAY_BAD_NO_SYMBOL)
extern "C" __attribute__((visibility("default"))) const assay_hsm* assay_hsm_v1(std::uint32_t) {
#if defined(ASSAY_BAD_NULL)
  return nullptr;
#else
  return &table;
#endif
}
#endif
