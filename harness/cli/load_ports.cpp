// SPDX-License-Identifier: Apache-2.0
// Cards from a bank; SAMs one by one.
#include "cli/load_ports.hpp"

#include <algorithm>
#include <deque>
#include <vector>

#include "adapters/model_calypso/calypso_channel.hpp"
#include "adapters/model_calypso/card_bank.hpp"
#include "adapters/model_profiles/calypso_families.hpp"
#include "cli/hsm_target.hpp"
#include "cli/load_hsm_ports.hpp"
#include "cli/models.hpp"
#include "cli/targets.hpp"
#include "crypto/open_stand_in.hpp"

namespace assay::cli {
namespace {

class BankOfCards final : public load::CardPort {
 public:
  BankOfCards(std::string uri, std::unique_ptr<model::calypso::CardBank> bank)
      : uri_(std::move(uri)), bank_(std::move(bank)) {}

  [[nodiscard]] std::string_view uri() const override { return uri_; }
  [[nodiscard]] std::string_view label() const override { return crypto::open_stand_in::label; }
  [[nodiscard]] std::size_t count() const override { return bank_->count(); }
  Result<void> transmit(std::size_t card, ByteView command, Bytes& answer) override {
    bank_->transmit(card, command, answer);
    return {};
  }
  void lose_power(std::size_t card) override { bank_->lose_power(card); }
  void fetch(std::size_t card) const noexcept override { bank_->fetch(card); }

 private:
  std::string uri_;
  std::unique_ptr<model::calypso::CardBank> bank_;
};

/// What an HSM takes the place of: many SAMs, each reserved by one session at a time.
class BatchOfSams final : public load::HsmPort {
 public:
  using Channel = std::unique_ptr<iso7816::CardChannel>;
  BatchOfSams(std::string uri, std::vector<Channel> sams)
      : uri_(std::move(uri)), sams_(std::move(sams)), taken_(sams_.size()) {
    for (std::size_t i = sams_.size(); i-- > 0;) free_.push_back(i);
  }

  [[nodiscard]] std::string_view uri() const override { return uri_; }
  [[nodiscard]] std::string_view label() const override { return sams_[0]->description().label; }
  [[nodiscard]] bool shares_counters() const noexcept override { return false; }

  Result<std::uint64_t> open() override {
    if (free_.empty()) return fail(ErrorCode::out_of_range, "all {} SAMs are taken", sams_.size());
    const std::size_t sam = free_.back();
    free_.pop_back();
    taken_[sam] = true;
    TRY_VOID(sams_[sam]->reset(iso7816::ResetKind::cold));
    return sam;
  }
  Result<Bytes> atr(std::uint64_t channel) override { return to_bytes(sams_[channel]->atr()); }
  Result<void> exchange(std::uint64_t channel, ByteView command, Bytes& answer) override {
    return sams_[channel]->transmit(command, answer);
  }
  Result<void> close(std::uint64_t channel) override {
    if (!taken_[channel]) return fail(ErrorCode::refused, "SAM {} is not taken", channel);
    taken_[channel] = false;
    free_.push_back(channel);
    return {};
  }
  std::uint64_t abandon(std::uint64_t channel) override {
    (void)close(channel);
    return 0;
  }
  Result<std::optional<load::HsmStanding>> standing() override {
    load::HsmStanding out;
    out.product = "a batch of SAMs";
    out.channels = static_cast<std::uint32_t>(sams_.size());
    out.channels_open = static_cast<std::uint32_t>(sams_.size() - free_.size());
    return out;
  }

 private:
  std::string uri_;
  std::vector<Channel> sams_;
  std::vector<bool> taken_;
  std::vector<std::size_t> free_;
};

class LimitedHsm final : public load::HsmPort {
 public:
  LimitedHsm(load::HsmPort& hsm, std::uint32_t channels, const load::Loop& loop)
      : hsm_(hsm), channels_(channels), loop_(loop) {}

  [[nodiscard]] std::string_view uri() const override { return hsm_.uri(); }
  [[nodiscard]] std::string_view label() const override { return hsm_.label(); }
  [[nodiscard]] bool shares_counters() const noexcept override { return hsm_.shares_counters(); }
  [[nodiscard]] bool is_shared() const noexcept override { return hsm_.is_shared(); }
  Result<std::uint64_t> open() override {
    while (!left_behind_.empty() && left_behind_.front() <= loop_.now()) left_behind_.pop_front();
    if (open_ + left_behind_.size() >= channels_)
      return fail(ErrorCode::out_of_range, "all {} channels are taken", channels_);
    TRY(const std::uint64_t channel, hsm_.open());
    ++open_;
    return channel;
  }
  Result<Bytes> atr(std::uint64_t channel) override { return hsm_.atr(channel); }
  Result<void> exchange(std::uint64_t channel, ByteView command, Bytes& answer) override {
    return hsm_.exchange(channel, command, answer);
  }
  void fetch(std::uint64_t channel) const noexcept override { hsm_.fetch(channel); }
  Result<void> close(std::uint64_t channel) override {
    --open_;
    return hsm_.close(channel);
  }
  std::uint64_t abandon(std::uint64_t channel) override {
    --open_;
    const std::uint64_t held = hsm_.abandon(channel);
    left_behind_.push_back(loop_.now() + held);
    return held;
  }
  Result<std::optional<load::HsmStanding>> standing() override {
    TRY(auto out, hsm_.standing());
    if (out) out->channels = channels_;
    return out;
  }

 private:
  load::HsmPort& hsm_;
  std::uint32_t channels_;
  const load::Loop& loop_;
  std::uint32_t open_ = 0;
  std::deque<load::Micros> left_behind_;  ///< until when each counts as open
};

}  // namespace

Result<void> check_load_targets(const std::string& card, const std::string& hsm) {
  constexpr std::string_view kind = "calypso-";
  TRY_VOID(check_uri(card));
  TRY(const auto card_uri, parse_target_uri(card));
  if (card_uri.scheme != "model" || !card_uri.body.starts_with(kind))
    return fail(ErrorCode::malformed,
                "--card: '{}' is no card that there can be many of; a model such as "
                "model:calypso-prime is wanted",
                card);
  TRY_VOID(check_uri(hsm));
  TRY(const auto hsm_uri, parse_target_uri(hsm));
  const bool is_model =
      hsm_uri.scheme == "model" && (hsm_uri.body == "sam" || hsm_uri.body == "hsm");
  if (!is_model && !is_hsm(hsm_uri))
    return fail(ErrorCode::malformed,
                "--hsm: '{}' has no channels to offer; one looks like model:hsm, hsm:LIBRARY.so, "
                "hsm-tcp:HOST:PORT, or model:sam for a batch of SAMs",
                hsm);
  return {};
}

Result<std::unique_ptr<load::CardPort>> open_cards(const std::string& text, std::size_t count) {
  TRY(const auto uri, parse_target_uri(text));
  TRY(const auto* family, find_model(text));
  TRY(const auto options, model_options(uri, *family));
  TRY(const auto profile, model::calypso::find_profile(uri.body, options.profile));
  TRY(const auto environment, model::calypso::make_environment(uri.body, options));
  TRY(auto bank, model::calypso::CardBank::make(profile, environment, count));
  return std::make_unique<BankOfCards>(text, std::move(bank));
}

bool needs_wall_clock(const std::string& uri) {
  return uri.starts_with("hsm-tcp:");
}

namespace {

Result<std::unique_ptr<load::HsmPort>> open_batch(const std::string& uri, std::size_t count) {
  std::vector<BatchOfSams::Channel> sams;
  for (std::size_t i = 0; i < count; ++i) {
    TRY(auto sam, open_channel(uri));
    sams.push_back(std::move(sam));
  }
  return std::make_unique<BatchOfSams>(uri, std::move(sams));
}

}  // namespace

Result<std::unique_ptr<load::HsmPort>> open_channels(const std::string& text, load::Loop& loop,
                                                     const HsmOptions& options) {
  TRY(const auto uri, parse_target_uri(text));
  if (uri.scheme == "model" && uri.body == "sam") return open_batch(text, options.sessions);
  std::uint8_t group = 1;
  if (is_hsm(uri)) {
    TRY(group, hsm_group(uri));
  }
  if (needs_wall_clock(text))
    return remote_port(loop, {text, uri.body, group, options.timeout, options.shared});
  TRY(auto device, open_hsm_device(text, [&loop] { return loop.now(); }));
  return port_of(text, std::move(device), group);
}

std::unique_ptr<load::HsmPort> limited(load::HsmPort& hsm, std::uint32_t channels,
                                       const load::Loop& loop) {
  return std::make_unique<LimitedHsm>(hsm, channels, loop);
}

}  // namespace assay::cli
