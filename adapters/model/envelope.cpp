// SPDX-License-Identifier: Apache-2.0
// ENVELOPE: a short message with a command packet for the Issuer Security Domain; its commands run as if a session were open.
// Source: 3GPP TS 31.111, 7.1 (SMS-PP download); TS 23.040, 9.2.2.1; TS 31.115, 4; ETSI TS 102 226, 5.2.1 (compact format).
#include "adapters/model/exchange.hpp"
#include "adapters/model/gp_card.hpp"
#include "adapters/model/scp80_card.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

/// User data of the SMS-DELIVER in tag 8B of the envelope, or nothing.
ByteView user_data(ByteView envelope) {
  const auto tpdu = iso7816::find_path(envelope, "D1/8B");
  if (!tpdu || !*tpdu) return {};
  const ByteView message = (*tpdu)->value;
  if (message.size() < 2 || (message[0] & 0x40) == 0) return {};  // no user data header
  const std::size_t address = 2 + (message[1] + std::size_t{1}) / 2;
  const std::size_t before_length = 1 + address + 2 + 7;  // PID, DCS, time stamp
  if (message.size() <= before_length) return {};
  const ByteView data = message.subspan(before_length + 1);
  return data.size() == message[before_length] ? data : ByteView();
}

/// The command packet behind the user data header '02 70 00', or nothing.
ByteView command_packet(ByteView envelope) {
  const ByteView data = user_data(envelope);
  const bool marked = data.size() > 3 && data[0] == 0x02 && data[1] == 0x70 && data[2] == 0x00;
  return marked ? data.subspan(3) : ByteView();
}

/// TS 102 226, 5.2.1.2: how many commands ran, the last status word, the last response.
Bytes run_commands(Exchange& x, ByteView commands) {
  Bytes data;
  LogicalChannel& channel = x.state.working.channels[0];
  const LogicalChannel before = channel;
  channel.selected = 0;
  channel.session = {};
  // The packet's checksum stands for the authentication of a session (TS 102 226, 8.2).
  channel.session.phase = SessionPhase::open;
  channel.session.current_level = level::authenticated;
  Bytes response;
  step(x.state, commands, x.env, response);
  channel = before;
  data.push_back(1);
  data.insert(data.end(), response.end() - 2, response.end());
  data.insert(data.end(), response.begin(), response.end() - 2);
  return data;
}

}  // namespace

StatusWord envelope(Exchange& x) {
  OverTheAir& air = x.card().over_the_air;
  if (!air.available) return sw::instruction_not_supported;
  const ByteView packet = command_packet(x.command.data);
  if (packet.empty()) return sw::wrong_data;
  const scp80::Request request = scp80::open_request(air, packet);
  Bytes data;
  if (request.readable && request.verdict == scp80::Verdict::good) {
    // Kept before anything is done: what the commands leave behind is never without its counter.
    if (request.counts) x.env.persist(x.card(), air.counter, request.counter);
    data = run_commands(x, request.data);
  }
  x.response = scp80::make_reply(air, request, data);
  return sw::ok;
}

}  // namespace assay::model
