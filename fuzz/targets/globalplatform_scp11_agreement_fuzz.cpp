// SPDX-License-Identifier: Apache-2.0
// Property: a request that is read, encoded again, is the same; an answer that is read holds all its bytes. An agreement with whatever
// answer ends in words or in keys, and its receipt is never right by chance; the session of a refused answer is not begun.
#include "base/check.hpp"
#include "globalplatform/scp11_agreement.hpp"

using namespace assay;
using namespace assay::globalplatform;

namespace {

crypto::EcPrivateKey key(std::uint8_t filler) {
  const Bytes scalar(32, filler);
  return crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, scalar).value();
}

void agree_with(ByteView request, ByteView answer) {
  static const auto own = key(0x11);
  static const auto ephemeral = key(0x22);
  static const auto card = key(0x33);
  const Scp11Host host{&own, &ephemeral, &card.public_key()};
  AgreedSession session;
  const auto done = agree(host, request, answer, session);
  if (!done) {
    ASSAY_CHECK(!done.error().message.empty());
    return;
  }
  ASSAY_CHECK(!session.receipt_is_valid());
  std::unique_ptr<SecureChannel> channel;
  SecureChannel::begin_agreed(channel, session);
  Bytes wrapped;
  ASSAY_CHECK(channel->wrap({0x80, 0xCA, 0x00, 0x66, {}, 256}, TerminalDeviation::none, wrapped)
                  .has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t cut = std::min<std::size_t>(data[0], size - 1);
  const ByteView first(data + 1, cut);
  const ByteView second(data + 1 + cut, size - 1 - cut);
  const auto request = parse_key_agreement_request(first);
  if (request) {
    ASSAY_CHECK(encode(*request) == to_bytes(first));
  } else {
    ASSAY_CHECK(!request.error().message.empty());
  }
  const auto answer = parse_key_agreement_answer(second);
  if (answer) ASSAY_CHECK(answer->point_object.size() + 18 == second.size());
  agree_with(first, second);
  return 0;
}
