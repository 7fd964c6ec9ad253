// SPDX-License-Identifier: Apache-2.0
// An example plug-in: the open stand-in OSP-1 (NOT CALYPSO), as the tables of docs/decisions/0024-open-stand-in.md say, with the test
// keys found there. It shows the interface whole; a licensee puts the real algorithms in its place.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "adapters/session_crypto/assay_session_crypto.h"
#include "base/random.hpp"
#include "crypto/open_stand_in.hpp"

namespace {

using namespace assay;
namespace osp = crypto::open_stand_in;
using crypto::Block16;

constexpr std::uint8_t reload_kif = 0x07;
constexpr std::uint8_t debit_kif = 0x10;
constexpr std::array<std::uint8_t, 4> own_serial{0x00, 0x05, 0x50, 0x01};

struct Handle {
  Random random{1};
  std::string error = "nothing went wrong";
  Bytes challenge;
  std::optional<osp::SessionDigest> session;
  bool extended = false;
  bool closed = false;
  std::uint8_t authentications = 0;
  std::uint32_t items = 0;  ///< commands and answers so far
  std::uint32_t sv_transaction = 0;
  std::optional<Bytes> expected_sv;  ///< the card's signature over the operation under way
};

Handle& of(void* handle) {
  return *static_cast<Handle*>(handle);
}

ByteView view(assay_sc_bytes bytes) {
  return {bytes.data, bytes.size};
}

int refuse(void* handle, std::string why, int status = ASSAY_SC_REFUSED) {
  of(handle).error = std::move(why);
  return status;
}

int give(void* handle, ByteView bytes, assay_sc_room* room) {
  if (room->capacity < bytes.size()) return refuse(handle, "there is too little room");
  std::ranges::copy(bytes, room->data);
  room->size = bytes.size();
  return ASSAY_SC_OK;
}

/// KIF KVC 00 01 .. 0D.
Block16 master_key(std::uint8_t kif, std::uint8_t kvc) {
  Block16 key{kif, kvc};
  for (std::size_t i = 2; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i - 2);
  return key;
}

Block16 card_key(std::uint8_t kif, std::uint8_t kvc, const std::uint8_t* serial) {
  Bytes message{kif, kvc};
  message.insert(message.end(), serial, serial + 8);
  return osp::mac(master_key(kif, kvc), osp::Purpose::card_key, message);
}

int open_handle(void** handle) {
  *handle = new Handle();
  return ASSAY_SC_OK;
}

void release(void* handle) {
  delete static_cast<Handle*>(handle);
}

const char* error(void* handle) {
  return of(handle).error.c_str();
}

int challenge(void* handle, std::uint8_t extended, assay_sc_room* room) {
  Handle& self = of(handle);
  self.session.reset();
  self.challenge.assign(extended != 0 ? 8 : 4, 0);
  self.random.fill(self.challenge);
  return give(handle, self.challenge, room);
}

/// Where the card's challenge stands: behind the KVC in revision 2, whose answers are told by their lengths.
std::optional<ByteView> card_challenge(ByteView opening, bool extended) {
  const std::size_t size = extended ? 8 : 4;
  const bool revision_2 = !extended &&
                          (opening.size() == 5 || opening.size() == 7 || opening.size() == 34 ||
                           opening.size() == 36) &&
                          !(opening.size() >= 8 && opening[7] + 8U == opening.size());
  const std::size_t offset = revision_2 ? 1 : 0;
  if (opening.size() < offset + size) return std::nullopt;
  return opening.subspan(offset, size);
}

int begin(void* handle, const assay_sc_session* start) {
  Handle& self = of(handle);
  const bool extended = start->extended != 0;
  if (self.challenge.size() != (extended ? 8U : 4U))
    return refuse(handle, "no challenge of this mode was asked for");
  const auto card = card_challenge(view(start->opening), extended);
  if (!card) return refuse(handle, "the opening answer holds no card challenge");
  Bytes message = self.challenge;
  append(message, *card);
  message.push_back(start->kif);
  message.push_back(start->kvc);
  osp::SessionDigest session;
  session.key = osp::mac(card_key(start->kif, start->kvc, start->diversifier),
                         osp::Purpose::session_key, message);
  Bytes first{start->kif, start->kvc};
  append(first, view(start->opening));
  session.add(first);
  self.session = session;
  self.extended = extended;
  self.closed = false;
  self.authentications = 0;
  self.items = 0;
  self.challenge.clear();
  return ASSAY_SC_OK;
}

bool is_running(const Handle& self) {
  return self.session && !self.closed;
}

int update(void* handle, assay_sc_bytes item) {
  Handle& self = of(handle);
  if (!is_running(self)) return refuse(handle, "no session is open");
  self.session->add(view(item));
  ++self.items;
  return ASSAY_SC_OK;
}

int update_ciphered(void* handle, assay_sc_bytes item, assay_sc_room* room) {
  Handle& self = of(handle);
  if (!is_running(self) || !self.extended) return refuse(handle, "no extended session is open");
  const bool is_command = self.items % 2 == 0;
  if (item.size < (is_command ? 5U : 2U)) return refuse(handle, "the item is too short");
  Bytes out = to_bytes(view(item));
  const std::array<std::uint8_t, 4> nonce{
      static_cast<std::uint8_t>(self.items >> 24), static_cast<std::uint8_t>(self.items >> 16),
      static_cast<std::uint8_t>(self.items >> 8), static_cast<std::uint8_t>(self.items)};
  const Block16 key = osp::mac(self.session->key, osp::Purpose::session_cipher, {});
  const auto data =
      is_command ? MutableByteView(out).subspan(5) : MutableByteView(out).first(out.size() - 2);
  osp::apply_keystream(key, osp::Purpose::session_cipher, nonce, data);
  self.session->add(is_command ? ByteView(out) : view(item));  // the ciphered form
  ++self.items;
  return give(handle, out, room);
}

int authenticate_early(void* handle, assay_sc_room* room) {
  Handle& self = of(handle);
  if (!is_running(self) || !self.extended) return refuse(handle, "no extended session is open");
  if (self.authentications == 250) return refuse(handle, "250 authentications in one session");
  const Block16 mac = self.session->mac_of(osp::Speaker::terminal, self.authentications);
  return give(handle, ByteView(mac).first(8), room);
}

int close_session(void* handle, assay_sc_room* room) {
  Handle& self = of(handle);
  if (!is_running(self)) return refuse(handle, "no session is open");
  self.closed = true;
  const Block16 mac = self.session->mac_of(osp::Speaker::terminal, self.authentications);
  return give(handle, ByteView(mac).first(self.extended ? 8 : 4), room);
}

int verify(void* handle, assay_sc_bytes card_mac) {
  Handle& self = of(handle);
  if (!self.session) return refuse(handle, "no session was open");
  const Block16 mac = self.session->mac_of(osp::Speaker::card, self.authentications);
  const std::size_t size = self.extended ? 8 : 4;
  const bool right =
      card_mac.size == size && equal_in_constant_time(ByteView(mac).first(size), view(card_mac));
  if (!self.closed && right) ++self.authentications;
  if (self.closed || !right) self.session.reset();
  return right ? ASSAY_SC_OK : ASSAY_SC_WRONG;
}

int cipher_pin(void* handle, const assay_sc_pin* request, assay_sc_room* room) {
  if (request->challenge.size != 8 || request->pin.size != 4)
    return refuse(handle, "a challenge of 8 bytes and a PIN of 4 are wanted");
  const bool is_change = request->new_pin.size == 4;
  const auto purpose = is_change ? osp::Purpose::pin_change : osp::Purpose::pin_verification;
  const Block16 mask = osp::mask(card_key(request->kif, request->kvc, request->diversifier),
                                 purpose, view(request->challenge));
  Bytes out(is_change ? 16 : 8);
  std::ranges::copy(view(request->pin), out.begin());
  if (is_change) std::ranges::copy(view(request->new_pin), out.begin() + 4);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] ^= mask[i];
  return give(handle, out, room);
}

int cipher_key(void* handle, const assay_sc_key* request, assay_sc_room* room) {
  if (request->challenge.size != 8) return refuse(handle, "a challenge of 8 bytes is wanted");
  const bool is_null = request->kif == 0 && request->kvc == 0;
  const Block16 ciphering =
      is_null ? Block16{} : card_key(request->kif, request->kvc, request->diversifier);
  constexpr std::uint8_t aes = 0xA0;
  Bytes block{request->loaded_kif, request->loaded_kvc, aes};
  append(block, card_key(request->loaded_kif, request->loaded_kvc, request->diversifier));
  block.resize(24);
  Bytes message = to_bytes(view(request->challenge));
  append(message, block);
  const Block16 check = osp::mac(ciphering, osp::Purpose::key_change, message);
  append(block, ByteView(check).first(8));
  osp::apply_keystream(ciphering, osp::Purpose::key_change, view(request->challenge), block);
  return give(handle, block, room);
}

/// Three bytes with sign.
std::int32_t signed_24(ByteView b) {
  const auto value = static_cast<std::int32_t>(b[0] << 16 | b[1] << 8 | b[2]);
  return (value & 0x800000) != 0 ? value - 0x1000000 : value;
}

int prepare_sv(void* handle, const assay_sc_sv* request, assay_sc_room* room) {
  Handle& self = of(handle);
  const bool extended = request->extended != 0;
  const bool reload = request->operation == 0xB8;
  const ByteView answer = view(request->get_answer);
  const ByteView partial = view(request->partial);
  if (answer.size() < 30 || partial.size() != (reload ? 15U : 12U))
    return refuse(handle, "the SV GET answer or the partial command has another length");
  const std::size_t head = extended ? 8 : 0;
  const std::uint8_t kvc = answer[head];
  const ByteView transaction = answer.subspan(head + 1, 2);
  const std::size_t balance_at = extended ? 17 : 8;
  const std::int32_t balance = signed_24(answer.subspan(balance_at, 3));

  Bytes random(3);
  self.random.fill(random);
  ++self.sv_transaction;
  const std::array<std::uint8_t, 3> number{static_cast<std::uint8_t>(self.sv_transaction >> 16),
                                           static_cast<std::uint8_t>(self.sv_transaction >> 8),
                                           static_cast<std::uint8_t>(self.sv_transaction)};
  const Block16 key = card_key(reload ? reload_kif : debit_kif, kvc, request->diversifier);
  Bytes message = to_bytes(view(request->get_header));
  append(message, answer);
  message.push_back(request->operation);
  append(message, random);
  append(message, partial.subspan(5));
  append(message, own_serial);
  append(message, number);
  const std::size_t size = extended ? 10 : 5;
  const Block16 high = osp::mac(key, osp::Purpose::sv_of_sam, message);

  const ByteView amount = reload ? partial.subspan(10, 3) : partial.subspan(5, 2);
  const std::int32_t change =
      reload ? signed_24(amount)
             : static_cast<std::int16_t>(static_cast<std::uint16_t>(amount[0] << 8 | amount[1]));
  const auto after = static_cast<std::uint32_t>(balance + change);
  Bytes low(high.begin(), high.begin() + static_cast<std::ptrdiff_t>(size));
  append(low, transaction);
  for (const int shift : {16, 8, 0}) low.push_back(static_cast<std::uint8_t>(after >> shift));
  const Block16 expected = osp::mac(key, osp::Purpose::sv_of_card, low);
  self.expected_sv = Bytes(expected.begin(), expected.begin() + (extended ? 6 : 3));

  Bytes out = random;
  append(out, number);
  append(out, ByteView(high).first(size));
  return give(handle, out, room);
}

int check_sv(void* handle, assay_sc_bytes signature) {
  Handle& self = of(handle);
  if (!self.expected_sv) return refuse(handle, "no stored value operation is under way");
  const bool right = equal(*self.expected_sv, view(signature));
  self.expected_sv.reset();
  return right ? ASSAY_SC_OK : ASSAY_SC_WRONG;
}

const assay_session_crypto osp1_calls{sizeof(assay_session_crypto),
                                      ASSAY_SESSION_CRYPTO_VERSION,
                                      "open stand-in OSP-1, not Calypso",
                                      {own_serial[0], own_serial[1], own_serial[2], own_serial[3]},
                                      open_handle,
                                      release,
                                      error,
                                      challenge,
                                      begin,
                                      update,
                                      update_ciphered,
                                      authenticate_early,
                                      close_session,
                                      verify,
                                      cipher_pin,
                                      cipher_key,
                                      prepare_sv,
                                      check_sv};

}  // namespace

extern "C" __attribute__((visibility("default"))) const assay_session_crypto*
assay_session_crypto_v1(std::uint32_t host_version) {
  return host_version >= ASSAY_SESSION_CRYPTO_VERSION ? &osp1_calls : nullptr;
}
