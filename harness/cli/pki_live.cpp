// SPDX-License-Identifier: Apache-2.0
#include "cli/pki_live.hpp"

#include <random>

#include "adapters/decorators/get_response_channel.hpp"
#include "base/hex.hpp"
#include "cli/targets.hpp"

namespace assay::cli {
namespace {

using calypso::pki::DialogueEvent;

Result<Bytes> aid_of(const std::string& uri, const std::string& aid) {
  if (!aid.empty()) return from_hex(aid);
  if (uri.starts_with("model:")) {
    TRY(const auto target, make_target(uri, {}, {}));
    const auto found = target.ixit.find("calypso.aid");
    if (found != target.ixit.end()) return Bytes(found->second.begin(), found->second.end());
  }
  return fail(ErrorCode::not_found, "--aid is wanted: which application of {} to select", uri);
}

/// Nobody can know it before: a session that was recorded earlier does not answer it.
Bytes fresh_challenge() {
  std::random_device device;
  Bytes out(8);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(device());
  return out;
}

Result<Bytes> selection(ByteView aid) {
  if (aid.size() < 5 || aid.size() > 16)
    return fail(ErrorCode::malformed, "--aid has {} bytes, 5 to 16 were wanted", aid.size());
  Bytes out{0x00, 0xA4, 0x04, 0x00, static_cast<std::uint8_t>(aid.size())};
  append(out, aid);
  out.push_back(0x00);
  return out;
}

}  // namespace

Result<std::vector<DialogueEvent>> read_card(const std::string& uri, const std::string& aid) {
  TRY(const Bytes name, aid_of(uri, aid));
  TRY(const Bytes select, selection(name));
  TRY(auto opened, open_channel(uri));
  decorators::GetResponseChannel card(std::move(opened));
  TRY_VOID(card.reset(iso7816::ResetKind::cold));
  Bytes opening{0x00, 0x8A, 0x00, 0x03, 0x09, 0x00};
  append(opening, fresh_challenge());
  opening.push_back(0x00);
  std::vector<Bytes> commands{select, opening, {0x00, 0x8E, 0x00, 0x00, 0x00}};
  for (const std::uint8_t object : {0x2C, 0x4A, 0x4B, 0x4C, 0x4D})
    commands.push_back({0x00, 0xCA, 0xDF, object, 0x00});
  std::vector<DialogueEvent> out;
  for (auto& command : commands) {
    Bytes response;
    TRY_VOID(card.transmit(command, response));
    out.push_back({{std::move(command), std::move(response), 0}, false});
  }
  return out;
}

}  // namespace assay::cli
