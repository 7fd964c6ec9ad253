// SPDX-License-Identifier: Apache-2.0
// SV PREPARE LOAD, DEBIT and UNDEBIT, SV CHECK: the signature a card wants to see, and the one it must give back.
#include <algorithm>

#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

/// How the operations differ.
struct Operation {
  std::uint8_t prepare;    ///< instruction of the SAM
  std::uint8_t ins;        ///< instruction of the card
  std::uint8_t get_p2;     ///< P2 of the SV GET before it
  std::uint8_t get_size;   ///< its regular answer
  std::uint8_t data_size;  ///< data of the operation up to the SAM's id
  std::uint8_t kif;
};

constexpr auto operations = std::to_array<Operation>({
    {0x56, 0xB8, 0x07, 33, 11, kif::sv_load},
    {0x54, 0xBA, 0x09, 30, 8, kif::sv_debit},
    {0x5C, 0xBC, 0x09, 30, 8, kif::sv_debit},
});
constexpr std::size_t header_size = 4, status_size = 2, extended_get_size = 61;

/// The parts of the data field of SV PREPARE.
struct Request {
  const Operation* operation = nullptr;
  bool extended = false;
  ByteView get_header;  ///< INS P1 P2 Le
  ByteView get_answer;  ///< with status word
  ByteView header;      ///< INS c0 c1 Lc
  ByteView data;

  [[nodiscard]] std::size_t name_offset() const { return extended ? 8 : 0; }
  [[nodiscard]] std::uint8_t kvc() const { return get_answer[name_offset()]; }
  [[nodiscard]] ByteView number() const { return get_answer.subspan(name_offset() + 1, 2); }
  [[nodiscard]] ByteView balance() const {
    return get_answer.subspan(extended ? 8 + 1 + 2 + 6 : 1 + 2 + 3 + 2, 3);
  }
  [[nodiscard]] bool loads() const { return operation->ins == 0xB8; }
  [[nodiscard]] std::uint8_t announced_kvc() const { return loads() ? data[4] : data[7]; }
};

std::size_t size_of(const Operation& operation, bool extended) {
  const std::size_t answer = extended ? extended_get_size : operation.get_size;
  return header_size + answer + status_size + header_size + operation.data_size;
}

std::optional<Request> split(const Exchange& x) {
  Request request;
  request.operation = &*std::ranges::find(operations, x.command.ins, &Operation::prepare);
  const ByteView data = x.command.data;
  request.extended = data.size() == size_of(*request.operation, true);
  if (!request.extended && data.size() != size_of(*request.operation, false)) return std::nullopt;
  const std::size_t answer = data.size() - header_size - header_size - request.operation->data_size;
  request.get_header = data.first(header_size);
  request.get_answer = data.subspan(header_size, answer);
  request.header = data.subspan(header_size + answer, header_size);
  request.data = data.subspan(header_size + answer + header_size);
  return request;
}

/// Both headers are those of the two commands, and the card had answered 9000.
bool is_consistent(const Exchange& x, const Request& request) {
  const Operation& operation = *request.operation;
  const std::size_t signature = request.extended ? 10 : 5;
  const std::size_t lc = operation.data_size + 4 + 3 + signature;
  const bool get = request.get_header[0] == 0x7C &&
                   request.get_header[1] == (request.extended ? 1 : 0) &&
                   request.get_header[2] == operation.get_p2;
  const bool header = request.header[0] == operation.ins && request.header[1] == 0 &&
                      request.header[2] == 0 && request.header[3] == lc;
  const bool answered =
      equal(request.get_answer.last(status_size), std::array<std::uint8_t, 2>{0x90, 0x00});
  const bool same_key = request.announced_kvc() == request.kvc() || x.deviates(sv_kvc_unchecked);
  if (x.deviates(sv_headers_unchecked)) return same_key;
  return get && header && answered && same_key;
}

std::int32_t signed_number(ByteView bytes) {
  const auto bits = static_cast<unsigned>(8 * bytes.size());
  const auto value = static_cast<std::int32_t>(number_of(bytes));
  return (value >> (bits - 1)) != 0 ? value - (std::int32_t{1} << bits) : value;
}

/// The balance after the operation, or nothing when it cannot be: a debit that adds, an undebit that takes, an overflow.
std::optional<std::int32_t> new_balance(const Exchange& x, const Request& request) {
  constexpr std::int32_t least = -8'388'608, most = 8'388'607;
  const std::int32_t amount =
      signed_number(request.loads() ? request.data.subspan(6, 3) : request.data.subspan(1, 2));
  const bool debits = request.operation->ins == 0xBA;
  const bool wrong_sign = (debits && amount > 0) || (request.operation->ins == 0xBC && amount < 0);
  if (wrong_sign && !x.deviates(sv_sign_unchecked)) return std::nullopt;
  const std::int32_t balance = signed_number(request.balance()) + amount;
  if ((balance < least || balance > most) && !x.deviates(sv_balance_wraps)) return std::nullopt;
  return x.deviates(sv_old_balance_expected) ? signed_number(request.balance()) : balance;
}

/// Our challenge, number and signature; what the card must answer is remembered (decision 0024).
void answer_signature(Exchange& x, const Request& request, const KeyValue& key,
                      std::int32_t balance) {
  std::array<std::uint8_t, 3> challenge{};
  fill_challenge(x, challenge);
  Bytes number;
  append_number(number, x.sam().sv_transactions, 3);
  Bytes message = to_bytes(request.get_header.first(3));
  message.push_back(0);
  if (!x.deviates(sv_get_answer_unsigned)) append(message, request.get_answer);
  message.push_back(request.operation->ins);
  append(message, challenge);
  append(message, request.data.subspan(1));
  append(message, x.sam().serial);
  append(message, number);
  const auto high = osp::mac(key, osp::Purpose::sv_of_sam, message);
  const std::size_t size = request.extended ? 10 : 5;
  append(x.response, challenge);
  append(x.response, number);
  append(x.response, ByteView(high).first(size));
  Bytes low_message = to_bytes(ByteView(high).first(size));
  append(low_message, request.number());
  append_number(low_message, static_cast<std::uint32_t>(balance), 3);
  const auto low = osp::mac(key, osp::Purpose::sv_of_card, low_message);
  StoredValue& stored = x.now().stored_value;
  stored = {.pending = true, .size = static_cast<std::uint8_t>(request.extended ? 6 : 3)};
  std::copy_n(low.begin(), stored.size, stored.expected.begin());
}

bool is_right(const Exchange& x) {
  const StoredValue& stored = x.now().stored_value;
  if (x.deviates(sv_check_unchecked)) return true;
  const std::size_t compared = x.deviates(sv_check_compares_2) ? 2 : stored.size;
  return equal_in_constant_time(ByteView(stored.expected).first(compared),
                                x.command.data.first(compared));
}

}  // namespace

StatusWord sv_prepare(Exchange& x) {
  if (!x.has_parameters(0x01, 0xFF) && !x.deviates(sv_takes_any_parameters))
    return sw::wrong_parameters;
  const auto request = split(x);
  if (!request) return sw::wrong_length;
  if (x.now().diversifier.size == 0 && !x.deviates(sv_without_diversifier))
    return sw::conditions_not_satisfied;
  if (request->extended && !x.traits().extended_sessions) return sw::wrong_data;
  if (!is_consistent(x, *request)) return sw::wrong_data;
  const auto balance = new_balance(x, *request);
  if (!balance) return sw::wrong_data;
  const std::uint8_t kif =
      x.deviates(sv_load_with_debit_key) ? kif::sv_debit : request->operation->kif;
  const Key* key = find_work_key(x, kif, request->kvc());
  if (key == nullptr && x.deviates(sv_refusals_numbered))
    x.persist(x.sam().sv_transactions, x.sam().sv_transactions + 1);
  if (key == nullptr) return sw::key_not_found;
  if (!x.deviates(sv_number_constant))
    x.persist(x.sam().sv_transactions, (x.sam().sv_transactions + 1) & 0xFFFFFF);
  answer_signature(x, *request, current_key(x, *key), *balance);
  return sw::ok;
}

/// Without data the operation is given up.
StatusWord sv_check(Exchange& x) {
  StoredValue& stored = x.now().stored_value;
  const std::size_t size = x.command.data.size();
  if (!x.has_parameters(0, 0)) return sw::wrong_parameters;
  if (size != 0 && size != 3 && size != 6) return sw::wrong_length;
  if (!stored.pending)
    return x.deviates(sv_check_of_nothing) ? sw::ok : sw::conditions_not_satisfied;
  if (size == 0) {
    if (x.deviates(sv_abort_refused)) return sw::wrong_length;
    if (!x.deviates(sv_abort_keeps_operation)) stored = {};
    return sw::ok;
  }
  if (size != stored.size) return sw::wrong_length;
  const bool right = is_right(x);
  const bool keeps =
      right ? x.deviates(sv_check_twice) : x.deviates(sv_wrong_check_keeps_operation);
  if (!keeps) stored = {};
  return right ? sw::ok : sw::wrong_cryptogram;
}

}  // namespace assay::model::sam
