// SPDX-License-Identifier: Apache-2.0
// From bytes to handler: lengths, class byte, logical channel, secure messaging, instruction, in this order. The text
// leaves the precedence of errors open; this order is ours.   Source: GPC 6.4, 11.1.3, 11.1.4, 11.1.5; Table 11-1.
#include <algorithm>
#include <array>

#include "adapters/model/exchange.hpp"
#include "adapters/model/gp_card.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/scp10_card.hpp"
#include "adapters/model/scp11_card.hpp"
#include "adapters/model/secure_channel.hpp"
#include "iso7816/apdu.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

enum class Whose : std::uint8_t {
  open,         ///< the OPEN itself, outside of any Secure Channel Session
  initiation,   ///< begins a session, so no session protects it
  domain,       ///< a selected Security Domain
  application,  ///< a selected application that is none
  either,
};

enum Classes : std::uint8_t { gp_class = 1, iso_class = 2, both_classes = 3 };

struct Rule {
  std::uint8_t ins;
  Whose whose;
  Classes classes;
  Handler handler;
};

constexpr std::uint8_t get_data_even = 0xCA, get_data_odd = 0xCB;
constexpr std::uint8_t perform_operation = 0x2A, get_response_ins = 0xC0;

// Instructions with a command of SCP10 in an interindustry class, and one of another protocol in that of GlobalPlatform.

/// That of SCP11 has no C-MAC.
StatusWord authenticate_host(Exchange& x) {
  if (scp10::is_own(x)) return scp10::external_authenticate(x);
  return scp11::means_mutual_authenticate(x) ? mutual_authenticate(x) : external_authenticate(x);
}

StatusWord authenticate_card(Exchange& x) {
  return scp10::is_own(x) ? scp10::internal_authenticate(x) : internal_authenticate(x);
}

StatusWord perform_operation_of_either(Exchange& x) {
  return scp10::is_own(x) ? scp10::perform_security_operation(x) : perform_security_operation(x);
}

constexpr auto rules = std::to_array<Rule>({
    {0xA4, Whose::open, iso_class, select},
    {0x70, Whose::open, iso_class, manage_channel},
    {0xC2, Whose::open, both_classes, envelope},
    {0x50, Whose::initiation, gp_class, initialize_update},
    {0x22, Whose::initiation, iso_class, scp10::manage_security_environment},
    {0x84, Whose::initiation, iso_class, scp10::get_challenge},
    {0x82, Whose::initiation, both_classes, authenticate_host},
    {0x88, Whose::initiation, both_classes, authenticate_card},
    {perform_operation, Whose::initiation, both_classes, perform_operation_of_either},
    {0x7A, Whose::domain, gp_class, begin_r_mac_session},
    {0x78, Whose::domain, gp_class, end_r_mac_session},
    {0xF2, Whose::domain, gp_class, get_status},
    {get_data_even, Whose::either, both_classes, get_data},
    {get_data_odd, Whose::either, both_classes, get_data},
    {0x40, Whose::application, gp_class, echo},
});

constexpr auto rule_of_instruction = [] {
  std::array<const Rule*, 256> out{};
  for (const Rule& rule : rules) out[rule.ins] = &rule;
  return out;
}();

/// GPC 11.1.5: short length fields; the extended form only where the product has it. False: '6700'.
bool read_command(Exchange& x, ByteView bytes) {
  const auto parsed = iso7816::parse_command(bytes);
  if (parsed) {
    if (parsed->extended && !x.card().extended_length) return false;
    x.command = {parsed->cla, parsed->ins, parsed->p1, parsed->p2, {}, parsed->data, parsed->ne};
    return true;
  }
  if (bytes.size() < 5 || !x.deviates(length_mismatch_tolerated)) return false;
  x.command = {bytes[0], bytes[1], bytes[2],
               bytes[3], {},       bytes.subspan(5, std::min<std::size_t>(bytes.size() - 5, 255)),
               256};
  return true;
}

/// GPC 11.1.4. Yields 9000 when the class byte names an open channel and no feature that is missing here.
StatusWord read_class(Exchange& x) {
  const auto parts = iso7816::parse_class(x.command.cla);
  if (!parts && !x.deviates(reserved_class_taken)) return sw::class_not_supported;
  x.command.parts = parts.value_or(iso7816::ClassByte{});
  iso7816::ClassByte& read = x.command.parts;
  if (read.chained && !scp11::takes_chain(x) && !scp10::takes_chain(x) &&
      !x.deviates(chaining_bit_ignored))
    return sw::chaining_not_supported;
  if (x.deviates(channel_in_one_bit) && read.channel < 4) read.channel &= 1;
  if (read.channel >= 4 && x.deviates(further_class_refused)) return sw::class_not_supported;
  if (read.channel >= 4 && x.deviates(further_secure_messaging_missed)) read.secure_messaging = 0;
  if (read.channel >= 1 && read.channel < 4 && x.deviates(secure_messaging_on_basic_channel_only))
    read.secure_messaging = 0;
  if (!x.card().knows_channels) read.channel = 0;  // GPC 6.3: to the selected application
  if (read.channel >= 4 && x.deviates(further_channels_off_by_four))
    read.channel = static_cast<std::uint8_t>(read.channel - 4);
  if (read.channel >= x.card().channels) return sw::channel_not_supported;
  if (!x.channel().open && !x.deviates(closed_channel_answers)) return sw::channel_not_supported;
  const bool iso_secure_messaging =
      read.secure_messaging >= 2 && !scp10::is_served(x);  // GPC 11.1.4.1: only SCP10 uses it
  if (iso_secure_messaging) {
    const bool as_own = x.deviates(iso_secure_messaging_as_own);
    if (!as_own && !x.deviates(iso_secure_messaging_ignored))
      return sw::secure_messaging_not_supported;
    read.secure_messaging = as_own ? 1 : 0;
  }
  return sw::ok;
}

StatusWord unknown_instruction(const Exchange& x) {
  const unsigned high = x.command.ins >> 4U;
  if ((high == 6 || high == 9) && x.deviates(invalid_instruction_taken)) return sw::ok;
  if (x.command.ins == get_response_ins && x.deviates(get_response_of_nothing)) return sw::ok;
  return x.deviates(unknown_instruction_says_6e00) ? sw::class_not_supported
                                                   : sw::instruction_not_supported;
}

/// Whether the command is there in the class of GlobalPlatform.
bool has_other_protocols(const Exchange& x, const Rule& rule) {
  const std::uint8_t domain = serving_domain(x.card(), x.channel().selected);
  if (rule.handler == authenticate_card) return scp11::has_keys(x.card(), domain);
  return rule.handler == authenticate_host || scp11::has_anchors(x.card(), domain);
}

bool takes_class(const Exchange& x, const Rule& rule) {
  if (scp10::is_own(x)) return true;
  const bool two_protocols = rule.classes == both_classes && rule.whose == Whose::initiation;
  if (two_protocols)
    return x.command.parts.proprietary ? has_other_protocols(x, rule) : scp10::is_served(x);
  if (x.command.parts.proprietary) return (rule.classes & gp_class) != 0;
  const bool r_mac = rule.handler == begin_r_mac_session || rule.handler == end_r_mac_session;
  return (rule.classes & iso_class) != 0 ||
         (rule.handler == get_status && x.deviates(get_status_iso_class)) ||
         (r_mac && x.deviates(begin_r_mac_iso_class));
}

StatusWord run(Exchange& x, const Rule* rule) {
  if (rule == nullptr || rule->whose == Whose::open) return unknown_instruction(x);
  const bool for_domain = is_security_domain(x.selected());
  if (rule->whose == Whose::domain && !for_domain) return unknown_instruction(x);
  if (rule->whose == Whose::application && for_domain) return unknown_instruction(x);
  if (!takes_class(x, *rule)) return sw::class_not_supported;
  return rule->handler(x);
}

/// Everything for the selected application: the session of the channel first, then the command (GPC E.1.6).
StatusWord in_session(Exchange& x, const Rule* rule) {
  const StatusWord checked = unprotect(x);
  if (checked != sw::ok) return checked;
  const std::uint8_t level = x.session().current_level;
  x.room = response_room(x.session());
  StatusWord answered = run(x, rule);
  if (answered.is_error()) x.response.clear();
  x.session().used = true;
  answered = protect(x, answered, level);
  if (answered.is_error() && level != 0 && x.deviates(session_ends_on_command_error))
    abort_session(x);
  return answered;
}

/// GPC Table 11-1: in TERMINATED only GET DATA is left.
bool is_prohibited(const Exchange& x) {
  if (x.card().card_state != CardState::terminated) return false;
  const bool reads = x.command.ins == get_data_even || x.command.ins == get_data_odd;
  if (reads) return x.deviates(terminated_refuses_get_data);
  if (scp10::is_own(x) && x.deviates(scp10_terminated_answers)) return false;
  return !x.deviates(terminated_answers_all);
}

/// Whether this product has the command at all; else it is one that the selected application does not know.
bool exists(const Exchange& x, const Rule& rule) {
  if (rule.handler == manage_channel)  // GPC 6.4.2.2
    return x.card().knows_channels && !x.deviates(manage_channel_dispatched);
  const std::uint8_t domain = serving_domain(x.card(), x.channel().selected);
  const bool served = scp10::is_served(x);
  if (rule.handler == scp10::manage_security_environment || rule.handler == scp10::get_challenge)
    return served;
  if (rule.handler == authenticate_card) return served || scp11::has_keys(x.card(), domain);
  return rule.handler != perform_operation_of_either || served ||
         scp11::has_anchors(x.card(), domain);
}

/// The rest of an answer that was too long for one (ISO/IEC 7816-4:2020, 5.3.4).
StatusWord send_piece(Exchange& x) {
  Pieces& answer = x.state.working.answer;
  const std::size_t size = std::min<std::size_t>(answer.view().size(), max_short_response);
  append(x.response, answer.view().first(size));
  answer.begin = static_cast<std::uint16_t>(answer.begin + size);
  const std::size_t left = answer.view().size();
  answer.pending = left != 0;
  if (left == 0) return sw::ok;
  return StatusWord{static_cast<std::uint16_t>(0x6100 | (left < 256 ? left : 0))};
}

/// What is sent in pieces goes on with the next command or is lost.
void drop_interrupted(Exchange& x) {
  VolatileState& working = x.state.working;
  const bool other =
      x.command.ins != working.chain.ins || working.chain.channel != x.channel_number();
  if (other && !x.deviates(scp11_chain_survives_other_command)) working.chain.pending = false;
  if (x.command.ins != get_response_ins || working.answer.channel != x.channel_number())
    working.answer.pending = false;
}

StatusWord dispatch(Exchange& x) {
  if (const StatusWord read = read_class(x); read != sw::ok) return read;
  if (scp10::breaks_chain(x)) {
    scp10::end(x);
    return scp10::last_command_expected;
  }
  drop_interrupted(x);
  scp10::note_command(x);
  if (x.state.working.answer.pending) return send_piece(x);
  if (is_prohibited(x)) return sw::conditions_not_satisfied;
  if (const auto withheld = scp10::withholds(x)) return *withheld;
  const Rule* rule = rule_of_instruction[x.command.ins];
  if (rule == nullptr && x.deviates(instruction_low_bit_ignored))
    rule = rule_of_instruction[x.command.ins & 0xFE];
  if (rule != nullptr && (!exists(x, *rule) || scp10::lacks_command(x))) rule = nullptr;
  if (rule != nullptr && rule->whose == Whose::open) return rule->handler(x);
  if (rule != nullptr && rule->whose == Whose::initiation &&
      (!scp10::is_own(x) || scp10::initiates(x)))
    return run(x, rule);
  return in_session(x, rule);
}

/// ISO/IEC 7816-4:2020, 5.2: never more data than Le asks for. A response with R-MAC counts as asked for (GPC E.4.5).
StatusWord fit_to_le(Exchange& x, StatusWord answered) {
  const std::size_t size = x.response.size();
  if (size <= x.command.ne || x.deviates(le_ignored)) return answered;
  if (x.command.ne == max_short_response && answered == sw::ok && size <= Pieces::max_size) {
    Pieces& answer = x.state.working.answer;
    answer = {};
    answer.channel = x.channel_number();
    answer.size = static_cast<std::uint16_t>(size);
    std::ranges::copy(x.response, answer.bytes.begin());
    x.response.clear();
    const bool cut =
        x.deviates(scp11_store_cut) || (scp10::is_served(x) && x.deviates(scp10_long_answer_cut));
    if (cut) answer.size = max_short_response;
    return send_piece(x);
  }
  if (x.command.ne == 0 && x.r_mac_added) return answered;
  x.response.clear();
  if (x.command.ne == 0) return answered;
  return StatusWord{static_cast<std::uint16_t>(0x6C00 | (size & 0xFF))};
}

StatusWord answer(Exchange& x, ByteView command) {
  if (!read_command(x, command))
    return x.deviates(wrong_length_says_6f00) ? StatusWord{0x6F00} : sw::wrong_length;
  StatusWord answered = dispatch(x);
  if (answered == sw::wrong_p1_p2 && x.deviates(wrong_parameters_say_6a80))
    answered = sw::wrong_data;
  if (answered.is_error() && !x.r_mac_added) x.response.clear();
  return fit_to_le(x, answered);
}

}  // namespace

StatusWord echo(Exchange& x) {
  if (x.command.data.size() > x.room && x.room < max_short_response) return sw::wrong_length;
  append(x.response, x.command.data);
  return sw::ok;
}

void step(GpState& state, ByteView command, GpEnvironment& environment, Bytes& response) {
  response.clear();
  Exchange x{.state = state, .env = environment, .response = response};
  const StatusWord answered = answer(x, command);
  response.push_back(answered.sw1());
  response.push_back(answered.sw2());
}

void reset(GpState& state, GpEnvironment& environment) {
  const VolatileState before = state.working;
  state.working = {};
  LogicalChannel& basic = state.working.channels[0];
  basic.open = true;
  basic.selected = implicitly_selected(state.persistent, 0);
  if (environment.deviates(reset_keeps_channels))
    for (std::size_t i = 1; i < before.channels.size(); ++i)
      state.working.channels[i] = before.channels[i];
  const bool keeps_scp11 = before.channels[0].session.protocol == scp11::protocol_number &&
                           environment.deviates(scp11_reset_keeps_session);
  if (keeps_scp11) basic.session = before.channels[0].session;
  if (environment.deviates(reset_keeps_session)) basic.session = before.channels[0].session;
  if (environment.deviates(reset_keeps_selection)) basic.selected = before.channels[0].selected;
}

}  // namespace assay::model
