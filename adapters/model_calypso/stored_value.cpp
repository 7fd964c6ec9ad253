// SPDX-License-Identifier: Apache-2.0
// Stored value: SV Get, Reload, Debit, Undebit.
#include <algorithm>
#include <array>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/records.hpp"
#include "adapters/model_calypso/refusal.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using crypto::open_stand_in::Purpose;

constexpr std::uint8_t reload_reference = 0x07, debit_reference = 0x09;
constexpr std::size_t load_log_size = 22, debit_log_size = 19;
constexpr std::size_t reload_data = 18, debit_data = 15;  ///< without the signature
constexpr std::int32_t highest = 0x7FFFFF, lowest = -0x800000;
constexpr std::uint32_t last_number = 0xFFFE;

enum class Operation : std::uint8_t { reload, debit, undebit };

struct Purse {
  std::int32_t balance = 0;
  std::uint32_t number = 0;
};

bool has_purse(const Exchange& x) {
  const bool announced = x.has_application() && x.application().has(type_bit::stored_value);
  return announced && x.card().purse_application != no_index;
}

std::int32_t signed_number(std::uint32_t value, unsigned bits) {
  const std::uint32_t sign = 1U << (bits - 1);
  return static_cast<std::int32_t>((value ^ sign)) - static_cast<std::int32_t>(sign);
}

Purse read_purse(const Exchange& x) {
  const std::size_t place = x.card().purse;
  return {signed_number(number_at(x.state, place + purse::balance, 3), 24),
          number_at(x.state, place + purse::transaction, 2)};
}

const Key& key_of(const Exchange& x, bool reload) {
  return x.card().applications[x.card().purse_application].keys[reload ? 1 : 2];
}

ByteView newest(const Exchange& x, std::uint8_t file, std::size_t size) {
  return bytes_at(x.state, x.card().files[file].data, size);
}

void put_purse(Exchange& x, const Key& key, std::size_t signature_size) {
  const std::size_t place = x.card().purse;
  x.put(key.kvc);
  append(x.response, bytes_at(x.state, place + purse::transaction, 2));
  const Bytes zeros(signature_size);
  append(x.response, x.deviates(sv_get_without_signature)
                         ? ByteView(zeros)
                         : bytes_at(x.state, place + purse::signature, signature_size));
}

void put_challenge(Exchange& x, std::size_t size) {
  std::array<std::uint8_t, 8> challenge{};
  if (!x.deviates(sv_challenge_repeats)) x.env.random.fill(MutableByteView(challenge).first(size));
  append(x.response, ByteView(challenge).first(size));
}

void put_regular_answer(Exchange& x, bool reload) {
  put_purse(x, key_of(x, reload), 3);
  put_challenge(x, 2);
  append(x.response, bytes_at(x.state, x.card().purse + purse::balance, 3));
  if (x.deviates(sv_get_other_log)) reload = !reload;
  append(x.response, reload ? newest(x, x.card().load_log, load_log_size)
                            : newest(x, x.card().purchase_log, debit_log_size));
}

void put_extended_answer(Exchange& x, bool reload) {
  const bool later = x.deviates(sv_get_challenge_behind_number);
  if (!later) put_challenge(x, 8);
  put_purse(x, key_of(x, reload), 6);
  if (later) put_challenge(x, 8);
  append(x.response, bytes_at(x.state, x.card().purse + purse::balance, 3));
  append(x.response, newest(x, x.card().load_log, load_log_size));
  append(x.response, newest(x, x.card().purchase_log, debit_log_size));
}

/// What the operation will be signed over: INS P1 P2 and 00, the answer, its status word.
void remember(Exchange& x, bool reload, bool extended) {
  StoredValueRequest& request = x.working().stored_value;
  request = {.pending = true, .reload = reload, .extended = extended};
  Bytes told{x.command.ins, x.command.p1, x.command.p2, 0x00};
  append(told, x.response);
  append(told, std::array<std::uint8_t, 2>{0x90, 0x00});
  request.size = static_cast<std::uint8_t>(told.size());
  std::ranges::copy(told, request.told.begin());
}

struct Request {
  Operation operation = Operation::reload;
  bool extended = false;
  std::int32_t amount = 0;
  ByteView data;       ///< without the signature
  ByteView signature;  ///< SignHi
};

bool is_reload(const Request& request) {
  return request.operation == Operation::reload;
}

/// c2, then the amount of a debit; of a reload: date, free, KVC, free before it.
std::int32_t amount_of(const Request& request) {
  const ByteView data = request.data;
  if (!is_reload(request))
    return signed_number(static_cast<std::uint32_t>((data[1] << 8U) | data[2]), 16);
  const auto value = (static_cast<std::uint32_t>(data[6]) << 16U) |
                     (static_cast<std::uint32_t>(data[7]) << 8U) | data[8];
  return signed_number(value, 24);
}

StatusWord read_request(const Exchange& x, Operation operation, Request& request) {
  const std::size_t plain = operation == Operation::reload ? reload_data : debit_data;
  const std::size_t size = x.command.data.size();
  if (size != plain + 5 && size != plain + 10) return refuse(x, Refusal::length);
  request.operation = operation;
  request.extended = size == plain + 10;
  request.data = x.command.data.first(plain);
  request.signature = x.command.data.subspan(plain);
  request.amount = amount_of(request);
  return sw::ok;
}

/// An SV Get of this kind and mode, and no operation before in this session.
StatusWord check_order(const Exchange& x, const Request& request) {
  const StoredValueRequest& asked = x.working().stored_value;
  if (x.session().stored_value_used) return sw::conditions;
  const bool forgotten =
      x.deviates(is_reload(request) ? sv_reload_without_get : sv_debit_without_get);
  if (!asked.pending && !forgotten) return sw::conditions;
  if (asked.reload != is_reload(request) && !forgotten && !x.deviates(sv_get_of_either_kind))
    return sw::conditions;
  if (asked.extended != request.extended) return sw::wrong_length;
  return is_invalidated(x) ? sw::conditions : sw::ok;
}

bool is_signed(const Exchange& x, const Request& request) {
  const StoredValueRequest& asked = x.working().stored_value;
  Bytes message = to_bytes(ByteView(asked.told).first(asked.size));
  append(message, std::array<std::uint8_t, 3>{x.command.ins, x.command.p1, x.command.p2});
  append(message, request.data);
  const auto mac =
      crypto::open_stand_in::mac(key_of(x, is_reload(request)).value, Purpose::sv_of_sam, message);
  if (x.deviates(is_reload(request) ? sv_reload_unsigned : sv_debit_unsigned)) return true;
  return equal_in_constant_time(request.signature, ByteView(mac).first(request.signature.size()));
}

/// A debit takes, an undebit and a reload may give; none leaves the range of the balance.
bool new_balance(const Exchange& x, const Request& request, const Purse& before,
                 std::int32_t& balance) {
  const bool wrong_sign =
      (request.operation == Operation::undebit && x.deviates(sv_undebit_debits)) ||
      (request.operation == Operation::debit && x.deviates(sv_debit_credits));
  const bool lowered = is_reload(request) && x.deviates(sv_reload_debits);
  balance = before.balance + (wrong_sign || lowered ? -request.amount : request.amount);
  if (balance < 0 && x.deviates(sv_balance_not_below_0)) balance = 0;
  if (request.operation == Operation::debit && request.amount > 0) return false;
  if (request.operation == Operation::undebit && request.amount < 0) return false;
  return balance >= lowest && balance <= highest;
}

std::array<std::uint8_t, 3> three_bytes(std::int32_t value) {
  const auto bits = static_cast<std::uint32_t>(value);
  return {static_cast<std::uint8_t>(bits >> 16U), static_cast<std::uint8_t>(bits >> 8U),
          static_cast<std::uint8_t>(bits)};
}

/// Of a reload: what came, the new balance put in before the amount. Of a debit: what came, balance and number behind.
Bytes log_entry(const Exchange& x, const Request& request, std::int32_t balance,
                std::uint32_t number) {
  Bytes entry;
  const ByteView data = request.data.subspan(1);
  const auto told = three_bytes(balance);
  append(entry, is_reload(request) ? data.first(5) : data);
  append(entry,
         x.deviates(sv_log_holds_old_balance) ? three_bytes(balance - request.amount) : told);
  if (is_reload(request)) append(entry, data.subspan(5));
  entry.push_back(static_cast<std::uint8_t>(number >> 8U));
  entry.push_back(static_cast<std::uint8_t>(number));
  return entry;
}

crypto::Block16 card_signature(const Exchange& x, const Request& request, std::uint32_t number,
                               std::int32_t balance) {
  Bytes message = to_bytes(request.signature);
  if (x.deviates(sv_signature_over_next_number)) ++number;
  message.push_back(static_cast<std::uint8_t>(number >> 8U));
  message.push_back(static_cast<std::uint8_t>(number));
  if (!x.deviates(sv_signature_without_balance)) append(message, three_bytes(balance));
  return crypto::open_stand_in::mac(key_of(x, is_reload(request)).value, Purpose::sv_of_card,
                                    message);
}

void book(Exchange& x, const Request& request, const Purse& before, std::int32_t balance,
          ByteView signature) {
  const std::size_t place = x.card().purse;
  change(x.state, place + purse::balance, three_bytes(balance));
  if (!x.deviates(sv_number_stands))
    change_number(x.state, place + purse::transaction, 2, before.number + 1);
  change(x.state, place + purse::signature, signature.first(6));
  const std::uint8_t log = is_reload(request) ? x.card().load_log : x.card().purchase_log;
  const bool logged = !x.deviates(is_reload(request)                        ? sv_reload_not_logged
                                  : request.operation == Operation::undebit ? sv_undebit_not_logged
                                                                            : sv_debit_not_logged);
  if (logged)
    push_record(
        x, x.card().files[log],
        log_entry(x, request, balance,
                  x.deviates(sv_log_holds_next_number) ? before.number + 1 : before.number));
  finish_modification(x);
}

StatusWord tell(Exchange& x, const Request& request, ByteView signature) {
  SecureSession& session = x.session();
  if (!session.is_open()) {
    if (!x.deviates(sv_operation_without_signature)) append(x.response, signature);
    return sw::ok;
  }
  session.stored_value_used = !x.deviates(sv_twice_in_session);
  if (x.deviates(is_reload(request) ? sv_reload_signs_in_session : sv_debit_signs_in_session)) {
    append(x.response, signature);
    return sw::ok;
  }
  postpone(x, signature);
  return sw::postponed;
}

StatusWord operate(Exchange& x, Operation operation) {
  if (!has_purse(x)) return sw::unknown_instruction;
  Request request;
  if (const StatusWord read = read_request(x, operation, request); read != sw::ok) return read;
  if (const StatusWord order = check_order(x, request); order != sw::ok) return order;
  // HCE: the load key is not in the phone.
  if (x.features().hce && is_reload(request) && !x.deviates(phone_takes_loads))
    return sw::conditions;
  const Purse before = read_purse(x);
  const bool spent = x.card().transaction_counter == 0 || before.number >= last_number;
  if (spent && !x.deviates(is_reload(request) ? sv_reload_beyond_last : sv_debit_beyond_last))
    return sw::exhausted;
  if (!x.deviates(sv_get_serves_twice)) x.working().stored_value.pending = false;
  if (!is_signed(x, request))
    return x.deviates(sv_wrong_signature_says_6982) ? sw::not_allowed : sw::wrong_cryptogram;
  std::int32_t balance = 0;
  if (!new_balance(x, request, before, balance)) return sw::conditions;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  const auto signature = card_signature(x, request, before.number, balance);
  book(x, request, before, balance, signature);
  return tell(x, request, ByteView(signature).first(request.extended ? 6 : 3));
}

}  // namespace

StatusWord sv_get(Exchange& x) {
  if (!has_purse(x))
    return x.deviates(no_purse_says_6985) ? sw::conditions : sw::unknown_instruction;
  const bool extended = x.command.p1 == 0x01;
  const bool reload = x.command.p2 == reload_reference;
  const bool can_extend = x.application().has(type_bit::extended);
  if (extended && !can_extend && !x.deviates(sv_get_extended_always)) return sw::unknown_key;
  if (x.command.p1 > 0x01 || (!reload && x.command.p2 != debit_reference))
    return x.deviates(sv_get_parameters_say_6b00) ? sw::wrong_parameters : sw::unknown_key;
  if (!x.command.data.empty()) return sw::wrong_length;
  const std::uint32_t size = extended ? 0x3D : reload ? 0x21 : 0x1E;
  if (x.command.ne != 0 && x.command.ne != 256 && x.command.ne != size &&
      !x.deviates(sv_get_of_any_length))
    return sw::wrong_selection;
  if (x.session().stored_value_used && !x.deviates(sv_get_after_operation)) return sw::conditions;
  if (extended)
    put_extended_answer(x, reload);
  else
    put_regular_answer(x, reload);
  remember(x, reload, extended);
  return sw::ok;
}

StatusWord sv_reload(Exchange& x) {
  return operate(x, Operation::reload);
}
StatusWord sv_debit(Exchange& x) {
  return operate(x, Operation::debit);
}
StatusWord sv_undebit(Exchange& x) {
  return operate(x, Operation::undebit);
}

}  // namespace assay::model::calypso
