// SPDX-License-Identifier: Apache-2.0
// Property: what a sender puts into a packet, the card gets, and what the card answers, the sender gets; a packet with one
// changed bit behind the header is not accepted; any bytes at all as a receipt are read or refused with a reason.
#include <algorithm>

#include "adapters/model/scp80_card.hpp"
#include "base/check.hpp"
#include "globalplatform/scp80.hpp"

using namespace assay;

namespace {

constexpr std::array<std::uint8_t, 4> algorithms{0x12, 0x15, 0x12, 0x15};
constexpr std::size_t clear_head = 10;

struct Peers {
  globalplatform::Scp80Header header;
  globalplatform::Scp80Keys keys;
  model::OverTheAir card;
};

Peers make_peers(std::uint8_t choice) {
  Peers out;
  const std::uint8_t ciphers = (choice & 0x01) != 0 ? 0x04 : 0x00;
  const std::uint8_t reply = static_cast<std::uint8_t>(0x01 | (choice & 0x08) | (choice & 0x10));
  out.header = {static_cast<std::uint8_t>(0x12 | ciphers),
                reply,
                algorithms[choice >> 1 & 3],
                algorithms[choice >> 2 & 3],
                {0x00, 0x00, 0x00}};
  for (std::uint8_t i = 0; i < 16; ++i) {
    out.card.cipher_key[i] = static_cast<std::uint8_t>(0x40 + i);
    out.card.mac_key[i] = static_cast<std::uint8_t>(0x50 + i);
  }
  out.card.available = true;
  out.keys.cipher.assign(out.card.cipher_key.begin(), out.card.cipher_key.end());
  out.keys.mac.assign(out.card.mac_key.begin(), out.card.mac_key.end());
  return out;
}

void check_round(const Peers& peers, ByteView data) {
  const auto packet = globalplatform::secure_scp80_command(peers.header, peers.keys, 7, data);
  ASSAY_CHECK(packet.has_value());
  const auto request = model::scp80::open_request(peers.card, *packet);
  ASSAY_CHECK(request.verdict == model::scp80::Verdict::good && equal(request.data, data));
  const Bytes reply = model::scp80::make_reply(peers.card, request, data);
  const auto response = globalplatform::open_scp80_response(peers.header, peers.keys, reply);
  ASSAY_CHECK(response.has_value() && response->counter == 7 && equal(response->data, data));
}

void check_change(const Peers& peers, ByteView data, std::uint8_t where) {
  auto packet = *globalplatform::secure_scp80_command(peers.header, peers.keys, 7, data);
  const std::size_t bits = (packet.size() - clear_head) * 8;
  const std::size_t bit = where % bits;
  packet[clear_head + bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  ASSAY_CHECK(model::scp80::open_request(peers.card, packet).verdict !=
              model::scp80::Verdict::good);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Peers peers = make_peers(data[0]);
  const ByteView rest(data + 2, size - 2);
  check_round(peers, rest);
  check_change(peers, rest, data[1]);
  const auto receipt = globalplatform::open_scp80_response(peers.header, peers.keys, rest);
  ASSAY_CHECK(receipt ? receipt->data.size() < rest.size() : !receipt.error().message.empty());
  const auto request = model::scp80::open_request(peers.card, rest);
  ASSAY_CHECK(request.data.size() <= rest.size());
  return 0;
}
