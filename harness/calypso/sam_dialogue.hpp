// SPDX-License-Identifier: Apache-2.0
// SamDialogue: a SAM, reached over any channel, as provider of session cryptograms.
#pragma once

#include <memory>
#include <optional>

#include "base/fetch.hpp"
#include "calypso/sam_answer.hpp"
#include "calypso/session_crypto.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::calypso {

/// Class byte and sizes are chosen by the ATR. Items of a digest are gathered and sent many at once where the SAM takes that; they
/// go before any other command does.
class SamDialogue final : public SessionCrypto {
 public:
  /// `channel` is not ours and must live as long. Errors: those of parse_sam_atr; `unsupported` for a SAM of unknown product.
  [[nodiscard]] static Result<std::unique_ptr<SamDialogue>> start(iso7816::CardChannel& channel);
  /// The SAM of this ATR, if it is one to talk to. Errors: as above.
  [[nodiscard]] static Result<Sam> recognize(ByteView atr);
  /// With a SAM that was recognized before.
  SamDialogue(iso7816::CardChannel& channel, const Sam& sam);

  [[nodiscard]] const Sam& sam() const noexcept { return sam_; }

  [[nodiscard]] std::string_view label() const override;
  [[nodiscard]] std::array<std::uint8_t, 4> serial() const override { return sam_.serial; }
  [[nodiscard]] std::size_t max_item() const override { return sam_.max_digest(); }
  [[nodiscard]] Result<Bytes> challenge(bool extended) override;
  [[nodiscard]] Result<void> begin(const SessionStart& start, bool extended) override;
  [[nodiscard]] Result<void> update(ByteView item) override;
  [[nodiscard]] Result<Bytes> update_ciphered(ByteView item) override;
  [[nodiscard]] Result<Bytes> authenticate_early() override;
  [[nodiscard]] Result<Bytes> close() override;
  [[nodiscard]] Result<bool> verify(ByteView card_mac) override;
  [[nodiscard]] Result<Bytes> cipher_pin(const PinRequest& request) override;
  [[nodiscard]] Result<Bytes> cipher_key(const KeyRequest& request) override;
  [[nodiscard]] Result<SvCryptogram> prepare_sv(const SvRequest& request, bool extended) override;
  [[nodiscard]] Result<bool> check_sv(ByteView signature) override;
  [[nodiscard]] Result<void> settle() override;
  void forget() noexcept override;

  /// It will be used soon: its buffers are brought near.
  void fetch() const noexcept {
    if (!pending_.empty()) fetch_lines(pending_.data(), pending_.size() + 64);
  }

 private:
  struct Header {
    std::string_view name;
    std::uint8_t ins;
    std::uint8_t p1;
    std::uint8_t p2;
  };
  static constexpr Header digest_update{"DIGEST UPDATE", 0x8C, 0x00, 0x00};
  static constexpr Header digest_update_multiple{"DIGEST UPDATE MULTIPLE", 0x8C, 0x80, 0x00};
  /// Sends a command and wants '9000' and `wanted` bytes back.
  [[nodiscard]] Result<Bytes> ask(const Header& header, ByteView data, std::size_t wanted);
  [[nodiscard]] Result<iso7816::ResponseView> send(const Header& header, ByteView data,
                                                   std::optional<std::uint8_t> le, Bytes& response);
  [[nodiscard]] Result<void> diversify(const SerialNumber& serial);
  [[nodiscard]] Result<void> give_random(ByteView challenge);
  /// True for '9000', false for '6988', an error for anything else.
  [[nodiscard]] Result<bool> check(const Header& header, ByteView signature);

  iso7816::CardChannel& channel_;
  Sam sam_;
  std::optional<SerialNumber> diversifier_;
  bool extended_ = false;
  Bytes pending_;          ///< (length, item) one behind the other
  std::size_t items_ = 0;  ///< in `pending_`
};

}  // namespace assay::calypso
