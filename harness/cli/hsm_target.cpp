// SPDX-License-Identifier: Apache-2.0
// Opens HSMs behind libraries and connections.
#include "cli/hsm_target.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "adapters/hsm_channel/hsm_card_channel.hpp"
#include "adapters/hsm_channel/tcp_client.hpp"
#include "adapters/model_hsm/hsm_family.hpp"
#include "adapters/model_hsm/hsm_table.hpp"
#include "adapters/model_hsm/start_up_card.hpp"
#include "base/text.hpp"
#include "cli/models.hpp"
#include "cli/targets.hpp"

namespace assay::cli {
namespace {

constexpr std::string_view library_scheme = "hsm";
constexpr std::string_view tcp_scheme = "hsm-tcp";

Result<std::uint8_t> group_of(const TargetUri& uri) {
  if (!uri.options.contains("group")) return std::uint8_t{1};
  const std::string_view text = uri.option("group");
  unsigned value = 0;
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end || value > 255)
    return fail(ErrorCode::malformed, "group is a number from 0 to 255, not '{}'", text);
  return static_cast<std::uint8_t>(value);
}

/// The smart card for the start-up, wherever it is.
Result<hsm::StartUpCard> card_of(const TargetUri& uri) {
  const std::string named(uri.option("card"));
  if (named.empty()) return hsm::StartUpCard();
  TRY(auto opened, open_channel(named));
  const std::shared_ptr<iso7816::CardChannel> card = std::move(opened);
  return hsm::StartUpCard([card](ByteView command, Bytes& answer) {
    return card->transmit(command, answer).has_value();
  });
}

Result<const assay_hsm*> table_of(const TargetUri& uri) {
  if (uri.scheme == library_scheme) return hsm::load_library(uri.body);
  return &hsm::tcp_table();
}

std::string device_of(const TargetUri& uri) {
  return uri.scheme == library_scheme ? std::string(uri.option("device")) : uri.body;
}

Result<std::unique_ptr<hsm::Device>> open_model_device(const TargetUri& uri,
                                                       const hsm::Clock& clock) {
  TRY(const auto* family, find_model(uri.text));
  TRY_VOID(check_uri(uri.text));
  TRY(const auto options, model_options(uri, *family));
  return hsm::Device::open(&model::hsm::hsm_table(), model::hsm::hsm_device_name(options), clock);
}

}  // namespace

bool is_hsm(const TargetUri& uri) noexcept {
  return uri.scheme == library_scheme || uri.scheme == tcp_scheme;
}

Result<void> check_hsm(const TargetUri& uri) {
  const bool library = uri.scheme == library_scheme;
  if (uri.body.empty())
    return fail(ErrorCode::malformed, "'{}' names nothing after the colon", uri.text);
  constexpr std::array<std::string_view, 3> known{"group", "card", "device"};
  const std::vector<std::string_view> names(known.begin(), known.begin() + (library ? 3 : 2));
  for (const auto& [name, value] : uri.options)
    if (std::ranges::find(names, name) == names.end())
      return fail(ErrorCode::malformed, "target '{}' has no option '{}'{} (options: {})", uri.text,
                  name, did_you_mean(name, names), fmt::join(names, " "));
  TRY_VOID(group_of(uri));
  if (uri.options.contains("card")) TRY_VOID(check_uri(std::string(uri.option("card"))));
  return library ? Result<void>() : hsm::check_endpoint(uri.body);
}

Result<std::unique_ptr<iso7816::CardChannel>> open_hsm(const TargetUri& uri) {
  TRY_VOID(check_hsm(uri));
  const bool library = uri.scheme == library_scheme;
  TRY(const assay_hsm* table, table_of(uri));
  hsm::Reach reach;
  reach.description.uri = uri.text;
  reach.description.kind = uri.scheme;
  reach.description.reader = uri.body;
  reach.description.protocol = "T=0";
  reach.description.label = table->label;
  reach.description.capabilities.extended_length = false;
  if (!library)
    reach.label = [](hsm::Device& device) { return hsm::label_over_tcp(device.handle()); };
  TRY(reach.group, group_of(uri));
  TRY(reach.card, card_of(uri));
  reach.open = [table, device = device_of(uri)](const hsm::Clock& clock, std::uint64_t) {
    return hsm::Device::open(table, device, clock);
  };
  return hsm::HsmCardChannel::open(std::move(reach));
}

Result<std::uint8_t> hsm_group(const TargetUri& uri) {
  return group_of(uri);
}

Result<std::unique_ptr<hsm::Device>> open_hsm_device(const std::string& text,
                                                     const hsm::Clock& clock) {
  TRY(const auto uri, parse_target_uri(text));
  const bool is_model = uri.scheme == "model" && uri.body == "hsm";
  if (!is_model && !is_hsm(uri))
    return fail(ErrorCode::malformed,
                "'{}' is no HSM; one looks like model:hsm, hsm:LIBRARY.so or hsm-tcp:HOST:PORT",
                text);
  std::unique_ptr<hsm::Device> device;
  hsm::StartUpCard card = model::hsm::answer_as_start_up_card;
  if (is_model) {
    TRY(device, open_model_device(uri, clock));
  } else {
    TRY_VOID(check_hsm(uri));
    TRY(const assay_hsm* table, table_of(uri));
    TRY(device, hsm::Device::open(table, device_of(uri), clock));
    TRY(card, card_of(uri));
  }
  if (const auto started = device->start_up(card); !started)
    return fail(ErrorCode::refused, "the HSM does not start up: {}", started.error().words);
  return device;
}

}  // namespace assay::cli
