// SPDX-License-Identifier: Apache-2.0
// SamState: everything the model SAM remembers, as plain data. A copy of it is a snapshot.   Source: decision 0027.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "base/bytes.hpp"
#include "crypto/open_stand_in.hpp"

namespace assay::model::sam {

enum class Product : std::uint8_t { c1, hsm, s1dx, s1e1 };

/// What distinguishes the products beside their ATR.
struct Traits {
  std::uint8_t cla = 0x80;
  std::uint8_t most_digest_data = 255;  ///< bytes that one digest command takes
  bool several_items = true;            ///< DIGEST UPDATE MULTIPLE
  bool extended_sessions = true;        ///< challenges and MACs of 8 bytes, ciphered items
  bool certificates = true;             ///< key pairs and card certificates
};

[[nodiscard]] constexpr Traits traits_of(Product product) noexcept {
  switch (product) {
    case Product::c1: return {};
    case Product::hsm: return {.several_items = false};
    case Product::s1dx:
      return {.cla = 0x94,
              .most_digest_data = 70,
              .several_items = false,
              .extended_sessions = false,
              .certificates = false};
    case Product::s1e1:
      return {.most_digest_data = 240, .extended_sessions = false, .certificates = false};
  }
  return {};
}

/// Key identifiers with a meaning of their own; every other one names a work key.
namespace kif {
inline constexpr std::uint8_t personalization = 0xE1;
inline constexpr std::uint8_t key_management = 0xFD;
inline constexpr std::uint8_t reloading = 0xE7;
inline constexpr std::uint8_t authentication = 0xFA;
inline constexpr std::uint8_t lock = 0xEF;
inline constexpr std::uint8_t sv_load = 0x07;
inline constexpr std::uint8_t sv_debit = 0x10;
}  // namespace kif

/// Where in PAR1 .. PAR10 the model keeps what the public sources name without a place (decision 0027).
namespace par1 {
inline constexpr std::uint8_t cipher_enable = 0x01;
}
namespace par2 {
inline constexpr std::uint8_t static_cipher_enable = 0x01;
}
namespace par5 {
inline constexpr std::uint8_t data_cipher_enable = 0x01;
inline constexpr std::uint8_t signature_enable = 0x02;
inline constexpr std::uint8_t verification_enable = 0x04;
}  // namespace par5
/// PAR5 of the lock.
namespace lock_parameter {
inline constexpr std::uint8_t system_lock_enable = 0x01;
inline constexpr std::uint8_t work_keys_lock_enable = 0x02;
inline constexpr std::uint8_t locked_lock = 0x04;
}  // namespace lock_parameter
/// The first byte of the parameters of the SAM.
namespace sam_parameter {
inline constexpr std::uint8_t plain_write_disabled = 0x01;
inline constexpr std::uint8_t plain_work_key_input = 0x02;
}  // namespace sam_parameter

namespace alg {
inline constexpr std::uint8_t des = 0x40;
inline constexpr std::uint8_t aes = 0xA0;
inline constexpr std::uint8_t aes_other = 0xB0;
[[nodiscard]] constexpr bool is_aes(std::uint8_t value) noexcept {
  return value == aes || value == aes_other;
}
[[nodiscard]] constexpr bool is_known(std::uint8_t value) noexcept {
  return value == des || is_aes(value);
}
}  // namespace alg

using Serial = std::array<std::uint8_t, 4>;
using Block8 = std::array<std::uint8_t, 8>;
using KeyValue = std::array<std::uint8_t, 16>;

/// A key record; `kif` 00 is an empty one.
struct Key {
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  std::uint8_t alg = 0;
  std::array<std::uint8_t, 10> par{};  ///< PAR1 .. PAR10
  KeyValue value{};

  [[nodiscard]] bool is_present() const noexcept { return kif != 0; }
  [[nodiscard]] bool allows(std::size_t number, std::uint8_t bit) const noexcept {
    return (par[number - 1] & bit) != 0;
  }
  [[nodiscard]] std::uint8_t counter() const noexcept { return par[3]; }  ///< PAR4
};

inline constexpr std::size_t counter_count = 27;
inline constexpr std::size_t counters_in_record = 9;
inline constexpr std::uint32_t highest_ceiling = 0xFFFFFA;

struct Ceilings {
  std::array<std::uint32_t, counter_count> values{};
  std::array<std::uint16_t, 3> configuration{};  ///< of each record of nine
};

/// What survives a reset. Written only through `Environment::persist`.
struct PersistentState {
  static constexpr std::size_t work_key_count = 126;
  static constexpr std::size_t system_key_count = 4;
  static constexpr std::size_t parameter_size = 29;

  Product product = Product::c1;
  std::uint8_t platform = 0x48;
  std::uint8_t subtype = 0xC1;
  std::uint8_t issuer = 0x20;
  std::uint8_t version = 0x50;
  std::uint8_t revision = 0x17;
  Serial serial{0x11, 0x22, 0x33, 0x44};
  bool has_ca = true;            ///< a key to sign card certificates with
  bool knows_challenge = false;  ///< a test build: C1 C2 .. C8 for every random challenge
  bool busy = false;  ///< a signature was wrong in busy mode, and the time since is not over
  std::uint32_t operations = 0;
  std::uint32_t operations_warning = 16'000'000;
  std::uint32_t operations_end = 17'000'000;
  std::uint32_t sv_transactions = 0;
  std::array<std::uint32_t, counter_count> counters{};
  Ceilings ceilings;
  std::array<std::uint8_t, parameter_size> parameters{};
  Key lock;
  std::array<Key, system_key_count>
      system{};  ///< personalization, key management, reloading, authentication
  std::array<Key, work_key_count> work{};
};

/// Where the digest of a card session stands.
enum class SessionPhase : std::uint8_t {
  none,
  open,           ///< takes items
  awaiting_card,  ///< DIGEST INTERNAL AUTHENTICATE answered: the card's MAC must come
  closed,         ///< the terminal's MAC is out: the card's MAC must come
};

struct CardSession {
  SessionPhase phase = SessionPhase::none;
  bool extended = false;
  bool verification = false;
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  std::uint8_t authentications = 0;
  std::uint8_t internal_calls = 0;
  std::uint32_t items = 0;  ///< commands and answers since the opening
  crypto::open_stand_in::SessionDigest digest;
  crypto::Block16 cipher_key{};
};

/// A stored value operation whose signature by the card is awaited.
struct StoredValue {
  bool pending = false;
  std::uint8_t size = 0;  ///< 3 or 6
  std::array<std::uint8_t, 6> expected{};
};

/// A challenge or diversifier; `size` 0 for none.
struct Given {
  std::uint8_t size = 0;
  Block8 bytes{};
  [[nodiscard]] ByteView view() const noexcept { return ByteView(bytes).first(size); }
};

/// An answer longer than one response, which GET RESPONSE fetches.
struct Pieces {
  static constexpr std::size_t max_size = 400;
  std::uint16_t begin = 0;
  std::uint16_t size = 0;
  std::array<std::uint8_t, max_size> bytes{};
};

/// What a reset clears, but for the rest of a long answer.
struct WorkingState {
  bool unlocked = false;
  bool lock_is_locked = false;  ///< the lock forbade its own replacement at the last reset
  bool has_key_pair = false;
  Given diversifier;  ///< padded to 8 bytes; its size as it came
  Given challenge;    ///< ours, given out by GET CHALLENGE
  Given random;       ///< theirs, from GIVE RANDOM
  CardSession session;
  StoredValue stored_value;
  std::uint64_t busy_until_us = 0;
  std::array<std::uint8_t, 64> public_key{};  ///< of the latest key pair
};

/// What a reset clears.
struct VolatileState : WorkingState {
  Pieces answer;

  /// Most exchanges leave no rest, and its room is larger than all the others together: it is touched only when it was used.
  void forget_answer() noexcept {
    if (answer.size > 0) answer = {};
  }
  void clear() noexcept {
    static_cast<WorkingState&>(*this) = {};
    forget_answer();
  }
};

struct SamState {
  PersistentState persistent;
  VolatileState working;
};

static_assert(std::is_trivially_copyable_v<SamState>);
static_assert(sizeof(SamState) <= 8192, "a snapshot stays small");

}  // namespace assay::model::sam
