// SPDX-License-Identifier: Apache-2.0
// PlainChannel: each function is one PC/SC call.
#include <PCSC/winscard.h>

#include "adapters/pcsc/plain_channel.hpp"

#include <array>
#include <chrono>

#include "adapters/pcsc/readers.hpp"
#include "adapters/pcsc/scard_error.hpp"
#include "adapters/pcsc/session.hpp"

namespace assay::pcsc {
namespace {

constexpr std::size_t longest_response = 65538;
constexpr DWORD any_protocol = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;

class PlainChannel final : public iso7816::CardChannel {
 public:
  explicit PlainChannel(std::string reader)
      : reader_(std::move(reader)), buffer_(longest_response) {
    description_.uri = "pcsc:" + reader_;
    description_.kind = "pcsc";
    description_.reader = reader_;
  }
  PlainChannel(const PlainChannel&) = delete;
  PlainChannel& operator=(const PlainChannel&) = delete;
  ~PlainChannel() override {
    if (card_ != 0) (void)SCardDisconnect(card_, SCARD_RESET_CARD);
    if (context_ != 0) (void)SCardReleaseContext(context_);
  }

  Result<void> open() {
    TRY_VOID(outcome(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_)));
    TRY_VOID(outcome(SCardConnect(context_, reader_.c_str(), SCARD_SHARE_EXCLUSIVE, any_protocol,
                                  &card_, &protocol_)));
    return note_atr();
  }

  Result<void> reset(iso7816::ResetKind kind) override {
    const DWORD how = kind == iso7816::ResetKind::cold ? SCARD_UNPOWER_CARD : SCARD_RESET_CARD;
    return outcome(SCardReconnect(card_, SCARD_SHARE_EXCLUSIVE, any_protocol, how, &protocol_));
  }

  Result<void> transmit(ByteView command, Bytes& response) override {
    DWORD size = buffer_.size();
    const auto* const pci = protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    const LONG code =
        SCardTransmit(card_, pci, command.data(), command.size(), nullptr, buffer_.data(), &size);
    // A card that keeps silent takes its time in both loops; what it means is the engine's business.
    if (static_cast<std::uint32_t>(code) == static_cast<std::uint32_t>(SCARD_E_NOT_TRANSACTED))
      size = 0;
    else
      TRY_VOID(outcome(code));
    response.assign(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size));
    return {};
  }

  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  Result<void> outcome(LONG code) const {
    if (code == SCARD_S_SUCCESS) return {};
    return tl::unexpected(
        scard_error(static_cast<std::uint32_t>(code), "reader '" + reader_ + "'"));
  }

  Result<void> note_atr() {
    std::array<std::uint8_t, MAX_ATR_SIZE> atr{};
    DWORD size = atr.size();
    TRY_VOID(outcome(SCardStatus(card_, nullptr, nullptr, nullptr, &protocol_, atr.data(), &size)));
    atr_.assign(atr.begin(), atr.begin() + static_cast<std::ptrdiff_t>(size));
    return {};
  }

  std::string reader_;
  SCARDCONTEXT context_ = 0;
  SCARDHANDLE card_ = 0;
  DWORD protocol_ = 0;
  Bytes atr_;
  Bytes buffer_;
  iso7816::TargetDescription description_;
};

}  // namespace

Result<std::unique_ptr<iso7816::CardChannel>> open_plain(const std::string& reader_glob) {
  std::string reader;
  {
    TRY(const auto session, Session::open(std::chrono::seconds(30)));
    TRY(const auto names, session->reader_names());
    TRY(reader, choose_reader(names, reader_glob));
  }
  auto channel = std::make_unique<PlainChannel>(reader);
  TRY_VOID(channel->open());
  return channel;
}

}  // namespace assay::pcsc
