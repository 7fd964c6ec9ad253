// SPDX-License-Identifier: Apache-2.0
// Exchange: one command on its way through the model SAM, and the handlers it may reach. Private to this room.
#pragma once

#include <cstdint>

#include "adapters/model_sam/sam_environment.hpp"
#include "adapters/model_sam/sam_state.hpp"
#include "base/bytes.hpp"
#include "iso7816/status_word.hpp"

namespace assay::model::sam {

using iso7816::StatusWord;

namespace sw {
inline constexpr StatusWord ok{0x9000};
inline constexpr StatusWord not_signed{0x6200};
inline constexpr StatusWord wrong_length{0x6700};
inline constexpr StatusWord limit_reached{0x6900};
inline constexpr StatusWord busy{0x6982};
inline constexpr StatusWord conditions_not_satisfied{0x6985};
inline constexpr StatusWord wrong_cryptogram{0x6988};
inline constexpr StatusWord wrong_parameters{0x6A00};
inline constexpr StatusWord wrong_data{0x6A80};
inline constexpr StatusWord key_not_found{0x6A83};
inline constexpr StatusWord inconsistent_length{0x6A87};
inline constexpr StatusWord object_not_found{0x6A88};
inline constexpr StatusWord wrong_mode{0x6B00};
inline constexpr StatusWord instruction_not_supported{0x6D00};
inline constexpr StatusWord class_not_supported{0x6E00};
}  // namespace sw

struct Command {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  ByteView data;
  std::uint32_t ne = 0;  ///< 0 without Le: then data come all the same, as T=0 has them
};

inline constexpr std::size_t most_answered = 256;

/// Virtual time that making a key pair takes, and that a SAM is busy after a wrong signature.
inline constexpr std::uint64_t key_pair_us = 500'000;
inline constexpr std::uint64_t busy_us = 2'000'000;

struct Exchange {
  PersistentState& persistent;
  VolatileState& working;
  SamEnvironment& env;
  Bytes& response;  ///< data only; the status word follows at the end
  Command command{};

  [[nodiscard]] PersistentState& sam() const noexcept { return persistent; }
  [[nodiscard]] VolatileState& now() const noexcept { return working; }
  [[nodiscard]] Traits traits() const noexcept { return traits_of(persistent.product); }
  [[nodiscard]] bool deviates(SamDeviation deviation) const noexcept {
    return env.deviates(deviation);
  }
  [[nodiscard]] bool has_parameters(std::uint8_t p1, std::uint8_t p2) const noexcept {
    return command.p1 == p1 && command.p2 == p2;
  }
  template <typename T>
  void persist(T& field, const T& value) const noexcept {
    env.persist(persistent, field, value);
  }
};

/// Random bytes, or the first of C1 C2 .. C8 in a test build.
void fill_challenge(Exchange& x, MutableByteView out);  // challenges.cpp

using Handler = StatusWord (*)(Exchange&);

// One for each instruction, each in the file of its group.
StatusWord select_diversifier(Exchange& x);            // challenges.cpp
StatusWord get_challenge(Exchange& x);                 // challenges.cpp
StatusWord give_random(Exchange& x);                   // challenges.cpp
StatusWord digest_init(Exchange& x);                   // digest_init.cpp
StatusWord digest_update(Exchange& x);                 // digest_update.cpp
StatusWord digest_close(Exchange& x);                  // digest_close.cpp
StatusWord digest_internal_authenticate(Exchange& x);  // digest_close.cpp
StatusWord digest_authenticate(Exchange& x);           // digest_close.cpp
StatusWord unlock(Exchange& x);                        // lock.cpp
StatusWord card_cipher(Exchange& x);                   // card_cipher.cpp
StatusWord data_cipher(Exchange& x);                   // data_cipher.cpp
StatusWord sv_prepare(Exchange& x);                    // stored_value.cpp
StatusWord sv_check(Exchange& x);                      // stored_value.cpp
StatusWord perform_operation(Exchange& x);             // signatures.cpp
StatusWord pso_compute_certificate(Exchange& x);       // certificates.cpp
StatusWord generate_key_pair(Exchange& x);             // certificates.cpp
StatusWord get_data(Exchange& x);                      // certificates.cpp
StatusWord read_counters(Exchange& x);                 // reading.cpp
StatusWord read_key_parameters(Exchange& x);           // reading.cpp
StatusWord sam_cipher(Exchange& x);                    // sam_cipher.cpp
StatusWord write_data(Exchange& x);                    // writing.cpp
StatusWord write_key(Exchange& x);                     // write_key.cpp

}  // namespace assay::model::sam
