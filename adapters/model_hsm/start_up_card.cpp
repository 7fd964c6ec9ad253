// SPDX-License-Identifier: Apache-2.0
// Challenge and answer of the start-up. The key is a published test key.
#include "adapters/model_hsm/start_up_card.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::model::hsm {
namespace {

constexpr auto card_key = "A55A000102030405060708090A0B0C0D"_hex;
constexpr auto header = "8088000008"_hex;
constexpr std::size_t answered = 8;

}  // namespace

Bytes start_up_command(const StartUpChallenge& challenge) {
  Bytes command = to_bytes(header);
  append(command, challenge);
  command.push_back(answered);
  return command;
}

Bytes start_up_answer(const StartUpChallenge& challenge) {
  const auto mac = crypto::aes_cmac(card_key, challenge);
  Bytes answer(mac.begin(), mac.begin() + answered);
  append(answer, "9000"_hex);
  return answer;
}

bool answer_as_start_up_card(ByteView command, Bytes& answer) {
  StartUpChallenge challenge{};
  const bool known = command.size() == header.size() + challenge.size() + 1 &&
                     equal(command.first(header.size()), header);
  if (!known) {
    answer = to_bytes("6D00"_hex);
    return true;
  }
  std::ranges::copy(command.subspan(header.size(), challenge.size()), challenge.begin());
  answer = start_up_answer(challenge);
  return true;
}

}  // namespace assay::model::hsm
