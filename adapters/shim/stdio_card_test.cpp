// SPDX-License-Identifier: Apache-2.0
#include "adapters/shim/stdio_card.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace assay::shim {
namespace {

class EchoCard final : public iso7816::CardChannel {
 public:
  Result<void> reset(iso7816::ResetKind kind) override {
    if (kind == iso7816::ResetKind::warm) return fail(ErrorCode::unsupported, "no reset line");
    return {};
  }
  Result<void> transmit(ByteView command, Bytes& response) override {
    if (command.size() == 1) return fail(ErrorCode::card_mute, "nothing to say");
    if (command.size() == 2) return fail(ErrorCode::reader_lost, "gone");
    response = to_bytes(command);
    return {};
  }
  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override {
    return writes >= command.size();
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  Bytes atr_{0x3B, 0x00};
  iso7816::TargetDescription description_;
};

std::string dialogue(const std::string& requests) {
  EchoCard card;
  std::istringstream in(requests);
  std::ostringstream out;
  EXPECT_TRUE(serve_stdio(card, in, out, "echo"));
  return out.str();
}

TEST(StdioCard, AnswersEveryRequest) {
  EXPECT_EQ(
      dialogue(
          "hello assay-shim 1\nreset cold\nreset warm\napdu 00A40400\napdu 00\napdu 0000\nquit\n"
          "apdu 00A40400\n"),
      "hello assay-shim 1 echo\natr 3B00\nunsupported no reset line\nrapdu 00A40400\nmute\nerror "
      "gone\n");
}

TEST(StdioCard, AnswersNonsenseWithAnErrorAndGoesOn) {
  EXPECT_EQ(dialogue("apdu 0\nhello assay-shim 7\napdu 00A404\n"),
            "error 'apdu 0': odd number of hexadecimal digits in '0'\n"
            "error version 1 of the shim protocol is spoken here, not 7\n"
            "rapdu 00A404\n");
}

TEST(StdioCard, CutsPowerWhereTheCardAllowsIt) {
  EXPECT_EQ(dialogue("cut 1 0000\ncut 2 0000\n"), "cut short\ncut ended\n");
}

TEST(StdioCard, EndsWithItsInput) {
  EXPECT_EQ(dialogue(""), "");
}

TEST(StdioCard, EndsWhenNobodyReads) {
  EchoCard card;
  std::istringstream in("reset cold\n");
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(serve_stdio(card, in, out, "echo").error().code, ErrorCode::reader_lost);
}

}  // namespace
}  // namespace assay::shim
