// SPDX-License-Identifier: Apache-2.0
// Exchange: one command on its way through the model card, and the handlers it may reach. Private to this room.
#pragma once

#include <array>
#include <cstdint>

#include "adapters/model_calypso/calypso_environment.hpp"
#include "adapters/model_calypso/calypso_state.hpp"
#include "base/bytes.hpp"
#include "iso7816/status_word.hpp"

namespace assay::model::calypso {

using iso7816::StatusWord;

/// Status words with what they mean on this card.
namespace sw {
inline constexpr StatusWord ok{0x9000};
inline constexpr StatusWord postponed{0x6200};  ///< also: partial, and pre-open accepted
inline constexpr StatusWord invalidated{0x6283};
inline constexpr StatusWord too_much{0x6400};  ///< too many modifications, or a result too long
inline constexpr StatusWord wrong_length{0x6700};
inline constexpr StatusWord exhausted{0x6900};  ///< a transaction counter
inline constexpr StatusWord wrong_file_type{0x6981};
inline constexpr StatusWord not_allowed{0x6982};
inline constexpr StatusWord pin_blocked{0x6983};
inline constexpr StatusWord conditions{0x6985};
inline constexpr StatusWord no_current_file{0x6986};
inline constexpr StatusWord wrong_cryptogram{0x6988};
inline constexpr StatusWord wrong_data{0x6A80};
inline constexpr StatusWord unknown_key{0x6A81};
inline constexpr StatusWord file_not_found{0x6A82};
inline constexpr StatusWord record_not_found{0x6A83};
inline constexpr StatusWord wrong_selection{0x6A86};
inline constexpr StatusWord length_for_parameters{0x6A87};
inline constexpr StatusWord object_not_found{0x6A88};
inline constexpr StatusWord wrong_application{0x6A8A};
inline constexpr StatusWord wrong_parameters{0x6B00};
inline constexpr StatusWord unknown_instruction{0x6D00};
inline constexpr StatusWord wrong_class{0x6E00};
}  // namespace sw

struct Command {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  ByteView data;         ///< deciphered where the session ciphers
  std::uint32_t ne = 0;  ///< 0: no Le
  [[nodiscard]] std::uint8_t sfi() const noexcept { return static_cast<std::uint8_t>(p2 >> 3U); }
  [[nodiscard]] std::uint8_t mode() const noexcept { return p2 & 0x07U; }
};

struct Exchange {
  CalypsoState& state;
  CalypsoEnvironment& env;
  Bytes& response;  ///< data only; the status word follows at the end
  ByteView raw{};   ///< the command as it came
  Command command{};
  std::uint16_t transcript_before = 0;  ///< its size before this command
  std::array<std::uint8_t, 256> plain;  // deciphered data; filled before it is read

  [[nodiscard]] PersistentState& card() const noexcept { return state.persistent; }
  [[nodiscard]] const Features& features() const noexcept { return state.persistent.features; }
  [[nodiscard]] VolatileState& working() const noexcept { return state.working; }
  [[nodiscard]] SecureSession& session() const noexcept { return state.working.session; }
  [[nodiscard]] bool has_application() const noexcept { return working().application != no_index; }
  [[nodiscard]] Application& application() const noexcept {
    return card().applications[working().application];
  }
  [[nodiscard]] bool deviates(CalypsoDeviation deviation) const noexcept {
    return env.deviates(deviation);
  }
  void put(std::uint8_t byte) const { response.push_back(byte); }
};

using Handler = StatusWord (*)(Exchange&);

// One for each command, each in the file of its group.
StatusWord select(Exchange& x);                  // select.cpp
StatusWord get_data(Exchange& x);                // get_data.cpp
StatusWord put_data(Exchange& x);                // pki.cpp
StatusWord generate_key_pair(Exchange& x);       // pki.cpp
StatusWord read_records(Exchange& x);            // read.cpp
StatusWord read_record_multiple(Exchange& x);    // read.cpp
StatusWord read_binary(Exchange& x);             // read.cpp
StatusWord search_record_multiple(Exchange& x);  // search.cpp
StatusWord update_record(Exchange& x);           // modify.cpp
StatusWord write_record(Exchange& x);            // modify.cpp
StatusWord append_record(Exchange& x);           // modify.cpp
StatusWord update_binary(Exchange& x);           // modify.cpp
StatusWord write_binary(Exchange& x);            // modify.cpp
StatusWord increase(Exchange& x);                // counters.cpp
StatusWord decrease(Exchange& x);                // counters.cpp
StatusWord increase_multiple(Exchange& x);       // counters.cpp
StatusWord decrease_multiple(Exchange& x);       // counters.cpp
StatusWord invalidate(Exchange& x);              // invalidation.cpp
StatusWord rehabilitate(Exchange& x);            // invalidation.cpp
StatusWord get_challenge(Exchange& x);           // pin.cpp
StatusWord verify_pin(Exchange& x);              // pin.cpp
StatusWord change_key_or_pin(Exchange& x);       // change_key.cpp
StatusWord open_session(Exchange& x);            // open_session.cpp
StatusWord close_session(Exchange& x);           // close_session.cpp
StatusWord manage_session(Exchange& x);          // manage_session.cpp
StatusWord sv_get(Exchange& x);                  // stored_value.cpp
StatusWord sv_reload(Exchange& x);               // stored_value.cpp
StatusWord sv_debit(Exchange& x);                // stored_value.cpp
StatusWord sv_undebit(Exchange& x);              // stored_value.cpp

}  // namespace assay::model::calypso
