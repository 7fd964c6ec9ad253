// SPDX-License-Identifier: Apache-2.0
// Survey: what a card shows to anybody, as answers of an ICS and values of an IXIT, each with the evidence for it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::engine {

struct SurveyLine {
  std::string name;     ///< of specs/ics.yaml or specs/ixit.yaml
  std::string value;    ///< "true", "false", a number, or hex digits
  std::string because;  ///< the evidence in a few words
};

struct SurveyedKey {
  std::uint8_t identifier = 0;
  std::uint8_t version = 0;
  std::uint8_t type = 0;  ///< GPC Table 11-16: '80' and '82' DES, '88' AES
  std::uint16_t length = 0;
};

struct Survey {
  std::vector<SurveyLine> ics;
  std::vector<SurveyLine> ixit;
  std::vector<SurveyedKey> keys;  ///< of tag 'E0', in its order
};

/// Asks with commands that leave no trace: SELECT, GET DATA, MANAGE CHANNEL. Resets the card before and after.
/// What no such command shows (card state, keys, applications) is left out: it is for the product's owner to say.
/// Errors: those of the channel. Source: GPC 11.3, 11.9, H.2; ISO/IEC 7816-4:2020, 11.1.2, 12.1.1.9.
[[nodiscard]] Result<Survey> survey(iso7816::CardChannel& channel);

}  // namespace assay::engine
