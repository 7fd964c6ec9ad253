// SPDX-License-Identifier: Apache-2.0
// Plug-ins that are wrong in one way each, for tests; which way is chosen where they are built.
#include <cstddef>
#include <cstdint>

#include "adapters/session_crypto/assay_session_crypto.h"

namespace {

#if !defined(ASSAY_BAD_NO_SYMBOL)
constexpr const char* words = "the vault is shut";

int open_handle(void** handle) {
  static int one = 0;
  *handle = &one;
#if defined(ASSAY_BAD_OPEN)
  return ASSAY_SC_FAILED;
#else
  return ASSAY_SC_OK;
#endif
}
void release(void*) {}
const char* error(void*) {
  return words;
}
int challenge(void*, std::uint8_t, assay_sc_room* room) {
  room->size = 2;  // too few
  return ASSAY_SC_OK;
}
int begin(void*, const assay_sc_session*) {
  return ASSAY_SC_REFUSED;
}
int update(void*, assay_sc_bytes) {
  return 77;
}
int two(void*, assay_sc_bytes, assay_sc_room*) {
  return ASSAY_SC_UNSUPPORTED;
}
int make(void*, assay_sc_room*) {
  return ASSAY_SC_FAILED;
}
int judge(void*, assay_sc_bytes) {
  return ASSAY_SC_FAILED;
}
int pin(void*, const assay_sc_pin*, assay_sc_room*) {
  return ASSAY_SC_REFUSED;
}
int key(void*, const assay_sc_key*, assay_sc_room*) {
  return ASSAY_SC_REFUSED;
}
#if !defined(ASSAY_BAD_CALL)
int sv(void*, const assay_sc_sv*, assay_sc_room*) {
  return ASSAY_SC_REFUSED;
}
#endif

#if defined(ASSAY_BAD_VERSION)
constexpr std::uint32_t version = 7;
#else
constexpr std::uint32_t version = ASSAY_SESSION_CRYPTO_VERSION;
#endif
#if defined(ASSAY_BAD_SIZE)
constexpr std::size_t size = 8;
#else
constexpr std::size_t size = sizeof(assay_session_crypto);
#endif
#if defined(ASSAY_BAD_CALL)
constexpr auto the_sv = nullptr;
#else
constexpr auto the_sv = sv;
#endif

const assay_session_crypto calls{size,  version,   "bad", {},     open_handle, release,
                                 error, challenge, begin, update, two,         make,
                                 make,  judge,     pin,   key,    the_sv,      judge};
#endif

}  // namespace

#if defined(ASSAY_BAD_NO_SYMBOL)
extern "C" __attribute__((visibility("default"))) int another_symbol() {
  return 0;
}
#else
extern "C" __attribute__((visibility("default"))) const assay_session_crypto*
assay_session_crypto_v1(std::uint32_t host_version) {
#if defined(ASSAY_BAD_NULL)
  return host_version > 99 ? &calls : nullptr;
#else
  return host_version > 0 ? &calls : nullptr;
#endif
}
#endif
