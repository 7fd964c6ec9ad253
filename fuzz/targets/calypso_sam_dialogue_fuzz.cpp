// SPDX-License-Identifier: Apache-2.0
// Property: whatever a SAM answers, each verb of the dialogue gives a result of its size or an error with words, and every command
// sent is a well-formed APDU of the SAM's class. Input: lengths and bytes of the answers, one behind the other.
#include <algorithm>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "calypso/sam_dialogue.hpp"
#include "iso7816/apdu.hpp"

using namespace assay;
using namespace assay::literals;

namespace {

class FuzzedSam final : public iso7816::CardChannel {
 public:
  explicit FuzzedSam(ByteView input) : input_(input) {}

  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> transmit(ByteView command, Bytes& response) override {
    ASSAY_CHECK(iso7816::parse_command(command).has_value());
    ASSAY_CHECK(command[0] == 0x80);
    if (input_.empty()) return fail(ErrorCode::card_mute, "nothing more to say");
    const std::size_t size = std::min<std::size_t>(input_[0], input_.size() - 1);
    response.assign(input_.begin() + 1, input_.begin() + 1 + static_cast<std::ptrdiff_t>(size));
    input_ = input_.subspan(1 + size);
    return {};
  }
  [[nodiscard]] ByteView atr() const override { return told; }
  [[nodiscard]] const iso7816::TargetDescription& description() const override { return said_; }

 private:
  static constexpr auto told = "3B3F9600805A4880C120501711223344829000"_hex;
  ByteView input_;
  iso7816::TargetDescription said_;
};

void check(const Result<Bytes>& result, std::size_t size) {
  ASSAY_CHECK(result ? result->size() == size : !result.error().message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedSam channel(ByteView(data, size));
  auto sam = calypso::SamDialogue::start(channel);
  ASSAY_CHECK(sam.has_value());
  constexpr calypso::SerialNumber serial{};
  constexpr auto challenge = "0102030405060708"_hex;
  check((*sam)->challenge(false), 4);
  (void)(*sam)->begin({serial, {0x30, 0x79}, "0304909800307900"_hex}, true);
  (void)(*sam)->update("00B2013C1D"_hex);
  check((*sam)->update_ciphered("00DC013C020102"_hex), 7);
  check((*sam)->authenticate_early(), 8);
  check((*sam)->close(), 8);
  (void)(*sam)->verify("0102030405060708"_hex);
  check((*sam)->cipher_pin({serial, {0x30, 0x79}, challenge, "30303030"_hex, {}}), 8);
  check((*sam)->cipher_key({serial, {0x21, 0x79}, challenge, {0x30, 0x79}}), 32);
  const auto sv = (*sam)->prepare_sv({calypso::SvOperation::debit, serial, "7C000900"_hex,
                                      challenge, "BA00001400FFFE0000000079"_hex},
                                     false);
  ASSAY_CHECK(sv ? sv->signature.size() == 5 : !sv.error().message.empty());
  (void)(*sam)->check_sv("010203"_hex);
  return 0;
}
