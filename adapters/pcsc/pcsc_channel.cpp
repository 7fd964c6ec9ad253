// SPDX-License-Identifier: Apache-2.0
// PcscChannel: SCardConnect, SCardReconnect and SCardTransmit, and what their return codes mean for a card.
#include <PCSC/winscard.h>

#include "adapters/pcsc/pcsc_channel.hpp"

#include <PCSC/reader.h>

#include <array>
#include <optional>
#include <thread>

#include "adapters/pcsc/scard_error.hpp"
#include "adapters/pcsc/session.hpp"

namespace assay::pcsc {
namespace {

using iso7816::ResetKind;
using std::chrono::milliseconds;

constexpr std::size_t longest_response = 65538;  // 65,536 bytes and the status word
constexpr std::size_t longest_vpcd_command = 65535;
constexpr milliseconds presence_limit{1000};
constexpr milliseconds presence_step{25};  // pcscd itself looks every 400 ms

constexpr std::uint32_t code_of(LONG code) {
  return static_cast<std::uint32_t>(code);
}

DWORD share_mode(Share share) {
  return share == Share::exclusive ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
}

DWORD protocols(Protocol protocol) {
  switch (protocol) {
    case Protocol::t0: return SCARD_PROTOCOL_T0;
    case Protocol::t1: return SCARD_PROTOCOL_T1;
    case Protocol::any: break;
  }
  return SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
}

class PcscChannel final : public iso7816::CardChannel {
 public:
  explicit PcscChannel(PcscOptions options)
      : options_(std::move(options)), buffer_(longest_response) {}
  ~PcscChannel() override { disconnect(); }

  Result<void> open();
  Result<void> reset(ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  Result<void> connect();
  void disconnect();
  Result<void> reconnect(ResetKind kind);
  Result<void> note_card();
  void describe();
  Result<void> resolve_silence(std::string_view how);
  std::optional<std::uint32_t> attribute(DWORD id);

  PcscOptions options_;
  std::unique_ptr<Session> session_;
  SCARDHANDLE card_ = 0;
  bool connected_ = false;
  DWORD protocol_ = 0;
  std::string reader_;
  std::string subject_;  ///< "reader 'NAME'", the start of every message
  Bytes atr_;
  Bytes buffer_;
  iso7816::TargetDescription description_;
};

Result<void> PcscChannel::open() {
  TRY(session_, Session::open(options_.timeout));
  TRY(const auto names, session_->reader_names());
  TRY(reader_, choose_reader(names, options_.reader_glob));
  subject_ = "reader '" + reader_ + "'";
  TRY_VOID(connect());
  describe();
  return {};
}

Result<void> PcscChannel::connect() {
  if (!session_) {
    TRY(session_, Session::open(options_.timeout));
  }
  TRY_VOID(session_->check(subject_, [this] {
    return SCardConnect(session_->context(), reader_.c_str(), share_mode(options_.share),
                        protocols(options_.protocol), &card_, &protocol_);
  }));
  connected_ = true;
  return note_card();
}

void PcscChannel::disconnect() {
  // Others who share the card keep its state; alone, we leave it reset.
  const DWORD leave = options_.share == Share::exclusive ? SCARD_RESET_CARD : SCARD_LEAVE_CARD;
  if (connected_ && session_ && !session_->is_dead())
    (void)session_->guarded([&] { return SCardDisconnect(card_, leave); });
  connected_ = false;
  session_.reset();
}

Result<void> PcscChannel::reset(ResetKind kind) {
  if (connected_ && !session_->is_dead()) {
    auto result = reconnect(kind);
    const bool stale = !result && result.error().code == ErrorCode::reader_lost;
    if (!stale) return result;
  }
  // The handle belongs to a card, a reader or a pcscd that is gone: begin anew with what is there now.
  disconnect();
  TRY_VOID(connect());
  return reconnect(kind);
}

Result<void> PcscChannel::reconnect(ResetKind kind) {
  const DWORD how = kind == ResetKind::cold ? SCARD_UNPOWER_CARD : SCARD_RESET_CARD;
  TRY_VOID(session_->check(subject_, [&] {
    return SCardReconnect(card_, share_mode(options_.share), protocols(options_.protocol), how,
                          &protocol_);
  }));
  return note_card();
}

Result<void> PcscChannel::note_card() {
  std::array<std::uint8_t, MAX_ATR_SIZE> atr{};
  DWORD size = atr.size();
  TRY_VOID(session_->check(subject_, [&] {
    return SCardStatus(card_, nullptr, nullptr, nullptr, &protocol_, atr.data(), &size);
  }));
  atr_.assign(atr.begin(),
              atr.begin() + static_cast<std::ptrdiff_t>(std::min<DWORD>(size, MAX_ATR_SIZE)));
  return {};
}

std::optional<std::uint32_t> PcscChannel::attribute(DWORD id) {
  std::array<std::uint8_t, 8> value{};
  DWORD size = value.size();
  const auto code =
      session_->guarded([&] { return SCardGetAttrib(card_, id, value.data(), &size); });
  if (code != code_of(SCARD_S_SUCCESS) || size < 4) return std::nullopt;
  return static_cast<std::uint32_t>(value[0]) | static_cast<std::uint32_t>(value[1]) << 8 |
         static_cast<std::uint32_t>(value[2]) << 16 | static_cast<std::uint32_t>(value[3]) << 24;
}

void PcscChannel::describe() {
  const bool contactless = is_contactless(reader_, atr_);
  description_.uri = "pcsc:" + reader_;
  description_.kind = "pcsc";
  description_.reader = reader_;
  description_.protocol = contactless                      ? "contactless"
                          : protocol_ == SCARD_PROTOCOL_T0 ? "T=0"
                                                           : "T=1";
  auto& can = description_.capabilities;
  can.warm_reset = !contactless;  // a field that goes off and on is all there is
  if (is_vpcd_reader(reader_)) {
    can.min_command = 2;
    can.max_command = longest_vpcd_command;
  }
  // Drivers that pass short APDUs only say so here (libccid: 261); others do not know the attribute.
  const auto most = attribute(SCARD_ATTR_MAXINPUT);
  if (!most || *most < 5 || *most >= can.max_command) return;
  can.max_command = *most;
  can.extended_length = *most > 261;
}

Result<void> PcscChannel::transmit(ByteView command, Bytes& response) {
  const auto& can = description_.capabilities;
  if (command.size() < can.min_command || command.size() > can.max_command)
    return fail(ErrorCode::unsupported,
                "{}: a command of {} bytes cannot be sent, it carries {} to {}", subject_,
                command.size(), can.min_command, can.max_command);
  if (!connected_ || session_->is_dead())
    return fail(ErrorCode::reader_lost, "{}: the connection was given up; a reset makes a new one",
                subject_);
  const SCARD_IO_REQUEST* const pci = protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
  DWORD size = buffer_.size();
  const auto code = session_->guarded([&] {
    return SCardTransmit(card_, pci, command.data(), command.size(), nullptr, buffer_.data(),
                         &size);
  });
  if (!code)
    return fail(ErrorCode::timeout, "{}: no answer within {} ms", subject_,
                options_.timeout.count());
  if (*code == code_of(SCARD_E_NOT_TRANSACTED)) return resolve_silence("SCARD_E_NOT_TRANSACTED");
  if (*code != code_of(SCARD_S_SUCCESS)) return tl::unexpected(scard_error(*code, subject_));
  if (size == 0) return resolve_silence("0 bytes");
  response.assign(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size));
  return {};
}

Result<void> PcscChannel::resolve_silence(std::string_view how) {
  const Deadline deadline(presence_limit);
  bool present = true;
  bool was_absent = false;
  // The whole second unless the card came back: pcscd may notice late that it is gone.
  while (!deadline.passed() && !(present && was_absent)) {
    std::this_thread::sleep_for(presence_step);
    TRY(const ReaderInfo now, session_->look_at(reader_));
    present = now.card_present;
    was_absent = was_absent || !present;
  }
  if (!present)
    return fail(ErrorCode::reader_lost, "{}: the card was removed in the middle of a command ({})",
                subject_, how);
  return fail(ErrorCode::card_mute, "{}: the card did not answer and is {} there ({})", subject_,
              was_absent ? "again" : "still", how);
}

}  // namespace

Result<std::vector<ReaderInfo>> list_readers() {
  TRY(const auto session, Session::open(PcscOptions{}.timeout));
  TRY(const auto names, session->reader_names());
  std::vector<ReaderInfo> readers;
  for (const auto& name : names) {
    TRY(auto info, session->look_at(name));
    readers.push_back(std::move(info));
  }
  return readers;
}

Result<std::unique_ptr<iso7816::CardChannel>> open_pcsc(const PcscOptions& options) {
  auto channel = std::make_unique<PcscChannel>(options);
  TRY_VOID(channel->open());
  return channel;
}

}  // namespace assay::pcsc
