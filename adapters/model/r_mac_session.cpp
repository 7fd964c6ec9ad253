// SPDX-License-Identifier: Apache-2.0
// BEGIN and END R-MAC SESSION.   Source: GPC E.5.3, E.5.4; GPD 7.1.3, 7.1.4.
#include "adapters/model/exchange.hpp"
#include "adapters/model/scp02_card.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

constexpr std::uint8_t begin_p2 = 0x01;
constexpr std::uint8_t end_and_return = 0x03;
constexpr std::uint8_t return_only = 0x01;
constexpr std::uint8_t r_mac_option = 0x20;  // the same bit of i in both protocols
constexpr std::uint8_t r_encryption_option = 0x40;

/// GPC E.5.3.5: a length byte, then 0 to 24 bytes that are not interpreted. With SCP03 the field may be missing.
bool data_is_right(const Exchange& x) {
  const ByteView data = x.command.data;
  if (x.deviates(begin_r_mac_length_unchecked)) return true;
  if (data.empty()) return x.session().protocol == 3;
  const std::size_t most = x.deviates(begin_r_mac_23_bytes_at_most) ? 23 : 24;
  return data[0] <= most && data.size() == data[0] + 1U;
}

StatusWord begin_scp02(Exchange& x) {
  SecureSession& session = x.session();
  if (x.command.p1 != 0x00 && x.command.p1 != 0x10) return sw::wrong_p1_p2;
  if (!data_is_right(x)) return sw::wrong_data;
  // What an implicit session asks of BEGIN is the issuer's choice (GPC Table E-5): here a sender who is known.
  if (!session.requires_level(level::authenticated) || session.requires_level(level::r_mac))
    return sw::conditions_not_satisfied;
  scp02::begin_r_mac(x);
  if (!x.deviates(begin_r_mac_says_so_only)) session.current_level |= level::r_mac;
  session.r_mac_begun = true;
  session.r_mac_in_each = x.command.p1 == 0x10 && !x.deviates(begin_r_mac_every_response_ignored);
  if (x.deviates(begin_r_mac_always_every_response)) session.r_mac_in_each = true;
  x.leave_out_of_r_mac = x.deviates(begin_r_mac_pair_left_out);  // GPC E.4.5: its own pair counts
  return sw::ok;
}

/// GPD 7.1.3: response security rises, never above that of commands.
StatusWord begin_scp03(Exchange& x) {
  SecureSession& session = x.session();
  const bool encrypts = x.command.p1 == 0x30;
  if (x.command.p1 != 0x10 && !encrypts) return sw::wrong_p1_p2;
  if (encrypts && (session.options & r_encryption_option) == 0) return sw::wrong_p1_p2;
  if (!data_is_right(x)) return sw::wrong_data;
  if (!session.requires_level(level::c_mac) && !x.deviates(begin_r_mac_without_c_mac))
    return sw::conditions_not_satisfied;
  if (encrypts && !session.requires_level(level::c_decryption) &&
      !x.deviates(begin_r_enc_without_c_decryption))
    return sw::conditions_not_satisfied;
  const bool already =
      encrypts ? session.requires_level(level::r_encryption) : session.requires_level(level::r_mac);
  if (already && !x.deviates(begin_r_mac_twice)) return sw::conditions_not_satisfied;
  const bool encrypted = encrypts && !x.deviates(begin_r_enc_without_encryption);
  if (!x.deviates(begin_r_mac_says_so_only))
    session.current_level |= level::r_mac | (encrypted ? level::r_encryption : 0);
  session.r_mac_begun = true;
  return sw::ok;
}

void end_begun_session(const Exchange& x, SecureSession& session) {
  const std::uint8_t response_bits = level::r_mac | level::r_encryption;
  const auto kept = static_cast<std::uint8_t>(
      x.deviates(end_r_mac_ends_initial_too) ? 0 : session.initial_level & response_bits);
  session.current_level =
      static_cast<std::uint8_t>((session.current_level & ~response_bits) | kept);
  if (x.deviates(end_r_mac_lowers_command_security)) session.current_level = level::authenticated;
  session.r_mac_begun = false;
  session.r_mac_in_each = (session.initial_level & level::r_mac) != 0;
  if (session.current_level == 0) session = {};  // GPC E.1.6: R-MACs were all that went on
}

/// GPC E.5.4: the R-MAC so far; this pair is no part of it.
StatusWord end_scp02(Exchange& x) {
  SecureSession& session = x.session();
  const bool ends = x.command.p2 == end_and_return;
  if (!ends && x.command.p2 != return_only && !x.deviates(end_r_mac_any_p2)) return sw::wrong_p1_p2;
  if (session.r_mac_in_each && x.deviates(end_r_mac_after_each_refused))
    return sw::conditions_not_satisfied;
  if (x.deviates(end_r_mac_pair_counted)) scp02::advance_r_mac(x, sw::ok);
  if (!x.deviates(end_r_mac_answers_nothing)) append(x.response, session.r_mac_chaining);
  x.leave_out_of_r_mac = true;
  if ((ends && !x.deviates(end_r_mac_never_ends)) || x.deviates(end_r_mac_always_ends))
    end_begun_session(x, session);
  if (!ends && x.deviates(end_r_mac_return_restarts)) session.r_mac_chaining = session.first_c_mac;
  return sw::ok;
}

/// GPD 7.1.4: the R-MAC is that of this response, added like any other.
StatusWord end_scp03(Exchange& x) {
  if (x.command.p2 != end_and_return && !x.deviates(end_r_mac_any_p2)) return sw::wrong_p1_p2;
  if (!x.deviates(end_r_mac_never_ends)) end_begun_session(x, x.session());
  return sw::ok;
}

bool supports_r_mac(const SecureSession& session) {
  return (session.options & r_mac_option) != 0;
}

StatusWord begin(Exchange& x) {
  SecureSession& session = x.session();
  if (session.phase != SessionPhase::open)
    return x.deviates(begin_r_mac_without_session) ? sw::ok : sw::conditions_not_satisfied;
  if (!supports_r_mac(session) && !x.deviates(begin_r_mac_without_option))
    return sw::conditions_not_satisfied;
  if (session.used && x.deviates(begin_r_mac_at_beginning_only))
    return sw::conditions_not_satisfied;
  if (x.command.p2 != begin_p2 && !x.deviates(begin_r_mac_any_p2)) return sw::wrong_p1_p2;
  return session.protocol == 3 ? begin_scp03(x) : begin_scp02(x);
}

}  // namespace

StatusWord begin_r_mac_session(Exchange& x) {
  const StatusWord answered = begin(x);
  if (answered != sw::ok && x.deviates(begin_r_mac_refusal_aborts)) abort_session(x);
  return answered;
}

StatusWord end_r_mac_session(Exchange& x) {
  SecureSession& session = x.session();
  if (session.protocol == 0x10) return sw::conditions_not_satisfied;  // GPC F knows no such thing
  // An R-MAC session that began at initiation can be asked for its R-MAC with SCP02, and lasts on (GPC E.4.5).
  const bool wants_begin = session.protocol == 3 && !x.deviates(end_r_mac_without_begin);
  const bool runs = wants_begin ? session.phase == SessionPhase::open && session.r_mac_begun
                                : session.requires_level(level::r_mac);
  if (!runs) {
    if (!x.deviates(end_r_mac_without_session)) return sw::conditions_not_satisfied;
    x.response.assign(8, 0x00);
    return sw::ok;
  }
  if (x.command.p1 != 0x00 && !x.deviates(end_r_mac_any_p1)) return sw::wrong_p1_p2;
  if (!x.command.data.empty()) return sw::wrong_length;
  return session.protocol == 3 ? end_scp03(x) : end_scp02(x);
}

}  // namespace assay::model
