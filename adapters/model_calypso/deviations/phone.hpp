// SPDX-License-Identifier: Apache-2.0
// Deviations of cards in telephones (HCE): id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto phone = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {phone_opens_with_issuer_key, "phone-opens-with-issuer-key", "CAL-HCE-02", "calypso-hce", "",
       "opens sessions with the issuer key too"},
      {phone_opens_with_load_key, "phone-opens-with-load-key", "CAL-HCE-02", "calypso-hce", "",
       "opens sessions with the load key too"},
      {phone_extended_opens_with_every_key, "phone-extended-opens-with-every-key", "CAL-HCE-02",
       "calypso-hce", "", "looks which keys it holds in regular openings alone"},
      {phone_pre_opens_with_every_key, "phone-pre-opens-with-every-key", "CAL-HCE-08",
       "calypso-hce", "", "answers the pre-opening of a key that it lacks"},
      {phone_changes_keys, "phone-changes-keys", "CAL-HCE-09", "calypso-hce", "",
       "holds the issuer key and changes keys under it"},
      {phone_changes_pin, "phone-changes-pin", "CAL-HCE-10", "calypso-hce", "purse",
       "holds the issuer key and changes the PIN under it"},
      {phone_takes_loads, "phone-takes-loads", "CAL-HCE-11", "calypso-hce", "purse",
       "holds the load key and takes reloads of the stored value"},
      {phone_debit_key_loads, "phone-debit-key-loads", "CAL-HCE-12", "calypso-hce", "",
       "gives a session of its one key the rights of the load key"},
      {phone_debit_key_issues, "phone-debit-key-issues", "CAL-HCE-12", "calypso-hce", "",
       "gives a session of its one key the rights of the issuer key"},
      {phone_increases_with_debit_key, "phone-increases-with-debit-key", "CAL-HCE-12",
       "calypso-hce", "", "lets the debit key increase counters"},
      {phone_random_starts_over, "phone-random-starts-over", "CAL-HCE-13", "calypso-hce", "",
       "seeds its random numbers alike at each start of the application"},
      {phone_counter_starts_over, "phone-counter-starts-over", "CAL-HCE-14", "calypso-hce", "",
       "counts no session that ended with the application"},
      {phone_serial_changes_at_start, "phone-serial-changes-at-start", "CAL-HCE-15", "calypso-hce",
       "", "draws a validity at each start of the application"},
      {phone_get_data_without_validity, "phone-get-data-without-validity", "CAL-HCE-16",
       "calypso-hce", "", "masks the validity in the answer to Get Data"},
      {phone_stays_selected, "phone-stays-selected", "CAL-HCE-17", "calypso-hce", "",
       "takes commands on a new link without a selection"},
      {phone_session_survives, "phone-session-survives", "CAL-HCE-04 CAL-HCE-17", "calypso-hce", "",
       "does not notice that the link was lost"},
      {phone_ratified_by_link_loss, "phone-ratified-by-link-loss", "CAL-HCE-18", "calypso-hce", "",
       "takes the loss of the link for a deselection"},
      {phone_answers_for_other, "phone-answers-for-other", "CAL-HCE-19", "calypso-hce", "",
       "answers selections of applications that it is not"},
      {phone_tells_other_name, "phone-tells-other-name", "CAL-HCE-20", "calypso-hce", "",
       "tells the name of another application"},
      {phone_reselection_commits, "phone-reselection-commits", "CAL-HCE-21", "calypso-hce", "",
       "writes what the session changed when it is selected again"},
      {phone_leaving_commits, "phone-leaving-commits", "CAL-HCE-23", "calypso-hce", "",
       "writes what the session changed when another application is selected"},
      {phone_deselection_commits, "phone-deselection-commits", "CAL-HCE-04", "calypso-hce", "",
       "writes what the session changed when the terminal deselects it"},
      {phone_keeps_pin, "phone-keeps-pin", "CAL-HCE-22", "calypso-hce", "purse",
       "keeps the PIN verified from one link to the next"},
  });
}();

}  // namespace assay::model::calypso::deviations
