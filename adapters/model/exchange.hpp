// SPDX-License-Identifier: Apache-2.0
// Exchange: one command on its way through the model card, and the handlers it may reach. Private to this room.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "adapters/model/gp_environment.hpp"
#include "adapters/model/gp_state.hpp"
#include "base/bytes.hpp"
#include "iso7816/class_byte.hpp"
#include "iso7816/status_word.hpp"

namespace assay::model {

using iso7816::StatusWord;
namespace sw = iso7816::sw;

struct Command {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  iso7816::ClassByte parts;
  ByteView data;  ///< after `unprotect`: without MAC and padding, decrypted
  std::uint32_t ne = 0;
};

inline constexpr std::size_t max_short_response = 256;

struct Exchange {
  GpState& state;
  GpEnvironment& env;
  Bytes& response;  ///< data only; the status word follows at the end
  Command command{};
  std::size_t room = max_short_response;  ///< response data that fit beside R-MAC and padding
  bool r_mac_added = false;
  std::optional<std::uint32_t> outer_ne;     ///< SCP10: Le outside, where another stands inside
  std::optional<std::uint8_t> level_before;  ///< SCP10: of the session, beside that of this command
  bool leave_out_of_r_mac = false;           ///< SCP02: this pair does not enter the chain
  StatusWord refusal = sw::security_status_not_satisfied;  ///< of a protection that is wrong
  ByteView received;                                       ///< the data without MAC, as they came
  std::array<std::uint8_t, 8> chain_before{};  ///< SCP02: C-MAC chain before this command
  std::array<std::uint8_t, 256> plain;         // decrypted data; filled before it is read

  [[nodiscard]] PersistentState& card() const noexcept { return state.persistent; }
  [[nodiscard]] std::uint8_t channel_number() const noexcept { return command.parts.channel; }
  [[nodiscard]] LogicalChannel& channel() const noexcept {
    return state.working.channels[command.parts.channel];
  }
  [[nodiscard]] SecureSession& session() const noexcept { return channel().session; }
  [[nodiscard]] RegistryEntry& selected() const noexcept {
    return card().entries[channel().selected];
  }
  [[nodiscard]] bool deviates(GpDeviation deviation) const noexcept {
    return env.deviates(deviation);
  }
};

using Handler = StatusWord (*)(Exchange&);

// One for each command, each in the file of its group.
StatusWord select(Exchange& x);                 // select.cpp
StatusWord manage_channel(Exchange& x);         // manage_channel.cpp
StatusWord get_data(Exchange& x);               // get_data.cpp
StatusWord get_status(Exchange& x);             // get_status.cpp
StatusWord initialize_update(Exchange& x);      // initialize_update.cpp
StatusWord external_authenticate(Exchange& x);  // external_authenticate.cpp
StatusWord begin_r_mac_session(Exchange& x);    // r_mac_session.cpp
StatusWord end_r_mac_session(Exchange& x);      // r_mac_session.cpp
StatusWord envelope(Exchange& x);               // envelope.cpp
StatusWord echo(Exchange& x);                   // dispatch.cpp

}  // namespace assay::model
