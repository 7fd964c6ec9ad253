// SPDX-License-Identifier: Apache-2.0
// The card's side of the vpcd protocol.
#include "adapters/vpcd/vpcd_card.hpp"

#include <array>
#include <thread>

#include "adapters/vpcd/frame_socket.hpp"

namespace assay::vpcd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds stop_check{100};
constexpr milliseconds answer_limit{10'000};
constexpr std::array<std::uint8_t, 2> shortest_atr{0x3B, 0x00};

class VirtualCard {
 public:
  VirtualCard(iso7816::CardChannel& card, std::string host, std::uint16_t port,
              const std::atomic<bool>& stop, const VpcdCardOptions& options)
      : card_(card), host_(std::move(host)), port_(port), stop_(stop), options_(options) {}

  Result<VpcdCardCounts> run() {
    TRY_VOID(insert(options_.first_wait));
    while (!stop_) {
      auto frame = socket_.receive(Deadline(stop_check));
      auto handled = frame ? (*frame ? handle(**frame) : Result<void>{})
                           : Result<void>(tl::unexpected(frame.error()));
      if (!handled) TRY_VOID(recover(handled.error()));
    }
    return counts_;
  }

 private:
  Result<void> insert(milliseconds wait) {
    const Deadline deadline(wait);
    for (;;) {
      auto peer = connect_to(host_, port_);
      if (peer) {
        socket_ = FrameSocket(std::move(*peer));
        ++counts_.connections;
        return {};
      }
      const bool give_up = peer.error().code != ErrorCode::reader_lost || deadline.passed();
      if (give_up)
        return fail(peer.error().code, "{} (is a pcscd with the vpcd driver running?)",
                    peer.error().message);
      if (stop_) return {};
      std::this_thread::sleep_for(options_.retry);
    }
  }

  Result<void> handle(ByteView frame) {
    if (frame.size() == 1) return control(static_cast<Control>(frame[0]));
    return frame.empty() ? Result<void>{} : command(frame);
  }

  Result<void> control(Control code) {
    switch (code) {
      case Control::power_off: return {};
      case Control::power_on: return reset(iso7816::ResetKind::cold);
      case Control::reset: return reset(iso7816::ResetKind::warm);
      case Control::get_atr:
        return answer(card_.atr().empty() ? ByteView(shortest_atr) : card_.atr());
    }
    return fail(ErrorCode::malformed, "the reader sent an unknown control code {:02X}",
                static_cast<unsigned>(code));
  }

  Result<void> reset(iso7816::ResetKind kind) {
    ++counts_.resets;
    return of_card(card_.reset(kind));
  }

  Result<void> command(ByteView bytes) {
    ++counts_.commands;
    TRY_VOID(of_card(card_.transmit(bytes, response_)));
    if (!response_.empty() && response_.size() <= longest_payload) return answer(response_);
    notice(fmt::format("an answer of {} bytes cannot be carried by vpcd", response_.size()));
    mute_ = true;
    return fail(ErrorCode::card_mute, "no answer that can be carried");
  }

  Result<void> answer(ByteView bytes) { return socket_.send(bytes, Deadline(answer_limit)); }

  /// Keeps errors of the card apart from those of the connection.
  Result<void> of_card(Result<void> result) {
    if (result) return result;
    const ErrorCode code = result.error().code;
    mute_ = code == ErrorCode::card_mute || code == ErrorCode::timeout;
    card_lost_ = !mute_;
    return result;
  }

  Result<void> recover(const Error& error) {
    socket_.close();
    if (card_lost_) return tl::unexpected(error);
    if (std::exchange(mute_, false)) {
      notice("the card is mute; it leaves the reader and comes back: " + error.text());
      return insert(milliseconds(1000));
    }
    if (!options_.reconnect)
      return fail(ErrorCode::reader_lost, "pcscd at {}:{} is gone: {}", host_, port_,
                  error.message);
    notice("waiting for pcscd: " + error.text());
    return insert(std::chrono::hours(24 * 365));
  }

  void notice(const std::string& sentence) const {
    if (options_.notice) options_.notice(sentence);
  }

  iso7816::CardChannel& card_;
  std::string host_;
  std::uint16_t port_;
  const std::atomic<bool>& stop_;
  const VpcdCardOptions& options_;
  FrameSocket socket_;
  Bytes response_;
  VpcdCardCounts counts_;
  bool mute_ = false;
  bool card_lost_ = false;
};

}  // namespace

Result<VpcdCardCounts> serve_vpcd(iso7816::CardChannel& card, const std::string& host,
                                  std::uint16_t port, const std::atomic<bool>& stop,
                                  const VpcdCardOptions& options) {
  return VirtualCard(card, host, port, stop, options).run();
}

}  // namespace assay::vpcd
