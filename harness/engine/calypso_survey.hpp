// SPDX-License-Identifier: Apache-2.0
// Survey of a Calypso card: its applications, the tree of its files, and what they say for an ICS and an IXIT.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "calypso/application.hpp"
#include "calypso/file_header.hpp"
#include "engine/survey.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::engine {

struct SurveyedApplication {
  calypso::Application application;
  bool invalidated = false;
  std::vector<calypso::FileHeader>
      files;  ///< the DF first, then its EFs, as far as SELECT FILE tells them
};

struct CalypsoSurvey {
  std::vector<SurveyedApplication> applications;
  std::vector<SurveyLine> ics;   ///< of the first application
  std::vector<SurveyLine> ixit;  ///< the same

  [[nodiscard]] bool is_calypso() const noexcept { return !applications.empty(); }
};

/// Asks with commands that change nothing: SELECT APPLICATION, SELECT FILE, GET DATA. Looks for applications under the
/// public beginnings of their names; a card of revision 1 has one application, which its ATR describes. Resets the card
/// before and after. Errors: those of the channel. Source: public facts about Calypso cards, sections 1.2, 1.3, 1.10, 2.1, 2.2.
[[nodiscard]] Result<CalypsoSurvey> survey_calypso(iso7816::CardChannel& channel);

/// The serial number of the first application found, in hex; of a SAM that of its ATR; empty for any other card.
/// "calypso:…" or "calypso-sam:…". Does not reset. Errors: those of the channel.
[[nodiscard]] Result<std::string> calypso_identity(iso7816::CardChannel& channel);

/// The tree of an application's files, one line each.
[[nodiscard]] std::vector<std::string> file_tree(const SurveyedApplication& application);

}  // namespace assay::engine
