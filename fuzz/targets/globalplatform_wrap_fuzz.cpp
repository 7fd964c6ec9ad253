// SPDX-License-Identifier: Apache-2.0
// Property: a protected command is a command again, keeps INS, P1, P2 and Le, carries the C-MAC that CMAC over its own
// bytes gives, and decrypts to the plain data; a deviating one differs from it; a refused one changes nothing.
// Input: level (bit 0) and deviation (the other bits) in the first byte, then the command.
#include <memory>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "globalplatform/secure_channel.hpp"

namespace {

using namespace assay;
using namespace globalplatform;

constexpr auto challenge = "8E1552D0513C60F3"_hex;
constexpr auto answer = "0000000000000000000030037030760CD2C47C1DD395065FE5EAD8A9D7000001"_hex;

KeySet keys() {
  const SecureBytes key(16, 0x40);
  return {0, key, key, key};
}

std::unique_ptr<SecureChannel> session(SecurityLevel level) {
  auto started = SecureChannel::start(keys(), challenge, answer);
  iso7816::CommandApdu command;
  ASSAY_CHECK(started && (*started)->authenticate(level, TerminalDeviation::none, command));
  return std::move(*started);
}

/// Checked with primitives alone: the first command after EXTERNAL AUTHENTICATE `opening`.
void is_protected(const iso7816::CommandView& plain, const Bytes& sent, ByteView opening,
                  bool encrypted) {
  Scp03SessionKeys session_keys;
  derive_scp03_keys(keys(), challenge, ByteView(answer).subspan(13, 8), session_keys);
  const auto chaining =
      crypto::aes_cmac(session_keys.mac.view(), Bytes(16), opening.first(opening.size() - 8));
  const auto command = iso7816::parse_command(sent);
  ASSAY_CHECK(command && command->ins == plain.ins && command->p1 == plain.p1 &&
              command->p2 == plain.p2);
  ASSAY_CHECK(command->ne == plain.ne && command->data.size() >= 8);
  const std::size_t data_at = command->extended ? 7 : 5;
  Bytes covered(sent.begin(),
                sent.begin() + static_cast<std::ptrdiff_t>(data_at + command->data.size() - 8));
  covered[0] = class_under_mac(plain.cla);
  const auto mac = crypto::aes_cmac(session_keys.mac.view(), chaining, covered);
  ASSAY_CHECK(equal(ByteView(mac).first(8), command->data.last(8)));
  Bytes data = to_bytes(command->data.first(command->data.size() - 8));
  if (encrypted && !plain.data.empty()) {
    crypto::Block16 counter{};
    counter[15] = 1;
    crypto::aes_cbc_decrypt(session_keys.enc.view(),
                            crypto::aes_encrypt_block(session_keys.enc.view(), counter), data,
                            data);
    data.resize(crypto::unpadded_length(data));
  }
  ASSAY_CHECK(equal(data, plain.data));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  if (size < 5) return 0;
  const auto plain = iso7816::parse_command({input + 1, size - 1});
  if (!plain) return 0;
  const SecurityLevel level{(input[0] & 1) != 0 ? level::c_mac_c_encryption : level::c_mac};
  const auto deviations = terminal_deviations();
  const std::size_t chosen = (input[0] >> 1) % (deviations.size() + 1);
  const auto deviation = chosen == 0 ? TerminalDeviation::none : deviations[chosen - 1].deviation;
  const auto regular = session(level);
  const Bytes opening = to_bytes(regular->latest_command());
  Bytes right;
  const auto done = regular->wrap(*plain, TerminalDeviation::none, right);
  if (done) is_protected(*plain, right, opening, level.c_encryption());
  const auto channel = session(level);
  Bytes wrong{0x55};
  const auto deviated = channel->wrap(*plain, deviation, wrong);
  if (deviation != TerminalDeviation::none && deviated && done) ASSAY_CHECK(wrong != right);
  if (!deviated) {
    ASSAY_CHECK(wrong == Bytes{0x55});
    Bytes next;
    ASSAY_CHECK(channel->wrap(*plain, TerminalDeviation::none, next).has_value() ==
                done.has_value());
    if (done) ASSAY_CHECK(next == right);
  }
  return 0;
}
