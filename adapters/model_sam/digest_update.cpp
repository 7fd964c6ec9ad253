// SPDX-License-Identifier: Apache-2.0
// DIGEST UPDATE, plain, ciphered and MULTIPLE: commands and answers of the card enter the session, in turn.
#include <algorithm>

#include "adapters/model_sam/digest.hpp"
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

constexpr std::uint8_t multiple_p1 = 0x80, ciphered_p2 = 0x80;
constexpr std::size_t header_size = 5, status_size = 2;

/// Commands have even numbers: the first item after the opening is one.
bool is_command(const CardSession& session) {
  return session.items % 2 == 0;
}

bool takes_items(const Exchange& x) {
  const SessionPhase phase = x.now().session.phase;
  if (phase == SessionPhase::open) return true;
  if (phase == SessionPhase::closed) return x.deviates(update_after_close);
  return phase == SessionPhase::none && x.deviates(update_without_session);
}

void add(Exchange& x, ByteView item) {
  CardSession& session = x.now().session;
  const bool answer = !is_command(session);
  const bool skipped = (answer && x.deviates(answers_not_digested)) ||
                       (!answer && x.deviates(commands_not_digested));
  ++session.items;
  if (skipped) return;
  const bool cuts = answer && item.size() > status_size && x.deviates(status_not_digested);
  session.digest.add(cuts ? item.first(item.size() - status_size) : item);
}

StatusWord plain(Exchange& x) {
  if (x.deviates(update_echoes_item)) append(x.response, x.command.data);
  add(x, x.command.data);
  return sw::ok;
}

/// Where the data field of the item lies, or nothing when it is too short or its Lc does not fit.
std::optional<std::pair<std::size_t, std::size_t>> data_field(const Exchange& x, ByteView item) {
  if (!is_command(x.now().session)) {
    if (item.size() < status_size) return std::nullopt;
    return std::pair{std::size_t{0}, item.size() - status_size};
  }
  const std::size_t least = x.deviates(ciphered_command_of_4) ? 4 : header_size;
  if (item.size() < least) return std::nullopt;
  if (item.size() <= header_size) return std::pair{item.size(), std::size_t{0}};
  if (item.size() != header_size + item[4]) return std::nullopt;
  return std::pair{header_size, std::size_t{item[4]}};
}

/// A command goes out enciphered, an answer comes in enciphered; the digest takes the enciphered form of both.
StatusWord ciphered(Exchange& x) {
  CardSession& session = x.now().session;
  const auto field = data_field(x, x.command.data);
  if (!field) return x.deviates(short_ciphered_item_says_6700) ? sw::wrong_length : sw::wrong_data;
  Bytes changed = to_bytes(x.command.data);
  Bytes nonce;
  append_number(nonce, x.deviates(cipher_number_constant) ? 0 : session.items, 4);
  osp::apply_keystream(session.cipher_key, osp::Purpose::session_cipher, nonce,
                       MutableByteView(changed).subspan(field->first, field->second));
  const bool digests_sent = is_command(session) != x.deviates(digest_takes_other_form);
  add(x, digests_sent ? ByteView(changed) : x.command.data);
  append(x.response, changed);
  return sw::ok;
}

/// Every length byte has its bytes behind it, and there is no empty item.
bool is_well_formed(ByteView items) {
  while (!items.empty()) {
    const std::size_t size = items[0];
    if (size == 0 || items.size() < 1 + size) return false;
    items = items.subspan(1 + size);
  }
  return true;
}

StatusWord several(Exchange& x) {
  ByteView items = x.command.data;
  if (!is_well_formed(items) && !x.deviates(multiple_structure_ignored)) return sw::wrong_data;
  if (x.deviates(multiple_is_one_item)) {
    add(x, items);
    return sw::ok;
  }
  while (!items.empty()) {
    const std::size_t size = std::min<std::size_t>(items[0], items.size() - 1);
    add(x, items.subspan(1, size));
    items = items.subspan(1 + size);
    if (x.deviates(multiple_takes_first_only)) break;
  }
  return sw::ok;
}

bool knows_mode(const Exchange& x) {
  const std::uint8_t p1 = x.command.p1, p2 = x.command.p2;
  if (p1 == 0 && p2 == 0) return true;
  if (p1 == 0 && p2 == ciphered_p2) return x.traits().extended_sessions;
  if (p1 == multiple_p1 && p2 == 0)
    return x.traits().several_items || x.deviates(multiple_on_every_product);
  return x.deviates(update_takes_any_mode);
}

}  // namespace

StatusWord digest_update(Exchange& x) {
  if (!knows_mode(x)) return sw::wrong_mode;
  if (x.command.data.empty() || !fits_digest(x)) return sw::wrong_length;
  if (!takes_items(x)) return sw::conditions_not_satisfied;
  if (x.command.p1 == multiple_p1) return several(x);
  if (x.command.p2 != ciphered_p2) return plain(x);
  if (!x.now().session.extended) return sw::conditions_not_satisfied;
  return ciphered(x);
}

}  // namespace assay::model::sam
