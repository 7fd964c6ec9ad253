// SPDX-License-Identifier: Apache-2.0
// Deviations of sessions: rights, buffer, atomicity: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto sessions = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {any_key_grants, "any-key-grants", "CAL-SES-020 CAL-SES-081", "calypso-prime", "",
       "does not look with which key the session was opened"},
      {confidential_without_encryption, "confidential-without-encryption", "CAL-SES-025",
       "calypso-prime", "", "does not look whether encryption is active"},
      {confidential_without_pin, "confidential-without-pin", "CAL-ACC-04", "calypso-prime", "",
       "does not look at the PIN of a confidential file"},
      {pki_session_grants, "pki-session-grants", "CAL-SES-026", "calypso-prime", "pki",
       "lets a PKI session modify what asks for a key"},
      {update_written_at_once, "update-written-at-once", "CAL-SEC-15", "calypso-prime", "",
       "writes an update before the close"},
      {write_written_at_once, "write-written-at-once", "CAL-SEC-14", "calypso-prime", "",
       "writes a write before the close"},
      {append_written_at_once, "append-written-at-once", "CAL-SEC-16", "calypso-prime", "",
       "writes an append before the close"},
      {increase_written_at_once, "increase-written-at-once", "CAL-SEC-17", "calypso-prime", "",
       "writes an increase before the close"},
      {decrease_written_at_once, "decrease-written-at-once", "CAL-SEC-18", "calypso-prime", "",
       "writes a decrease before the close"},
      {invalidate_written_at_once, "invalidate-written-at-once", "CAL-SEC-19", "calypso-prime", "",
       "writes the invalidation before the close"},
      {rehabilitate_written_at_once, "rehabilitate-written-at-once", "CAL-SEC-20", "calypso-prime",
       "invalidated", "writes the rehabilitation before the close"},
      {sv_debit_written_at_once, "sv-debit-written-at-once", "CAL-SEC-21 CAL-SES-032",
       "calypso-prime", "", "writes a debit before the close"},
      {session_reads_old_content, "session-reads-old-content", "CAL-SES-033", "calypso-prime", "",
       "reads what is written, not what the session changed"},
      {reset_keeps_modifications, "reset-keeps-modifications", "CAL-SES-031 CAL-SEC-25 CAL-SEC-27",
       "calypso-prime", "", "writes what the session changed when the link is lost"},
      {overflow_ends_session, "overflow-ends-session", "CAL-SES-034", "calypso-prime", "",
       "ends the session when its buffer is full"},
      {modifications_cost_data_only, "modifications-cost-data-only", "CAL-SES-035", "calypso-prime",
       "", "counts the data alone against the buffer"},
      {modifications_cost_5_more, "modifications-cost-5-more", "CAL-SES-035", "calypso-prime", "",
       "counts one byte less against the buffer"},
      {le_is_free, "le-is-free", "CAL-SES-136", "calypso-prime", "",
       "does not count Le against the buffer"},
      {one_command_too_many, "one-command-too-many", "CAL-SES-130", "calypso-prime", "rev2",
       "takes one modification more"},
      {reads_charged, "reads-charged", "CAL-SES-132", "calypso-prime", "",
       "counts reads against the buffer"},
      {pin_charged, "pin-charged", "CAL-SES-133", "calypso-prime", "",
       "counts PINs against the buffer"},
      {sv_get_charged, "sv-get-charged", "CAL-SES-134", "calypso-prime", "",
       "counts SV Get against the buffer"},
      {management_charged, "management-charged", "CAL-SES-135", "calypso-prime", "",
       "counts Manage Secure Session against the buffer"},
      {budget_not_renewed, "budget-not-renewed", "CAL-SES-139", "calypso-prime", "",
       "goes on with what the last session left of the buffer"},
      {unknown_instruction_ends_session, "unknown-instruction-ends-session", "CAL-SES-091",
       "calypso-prime", "", "ends the session at an unknown instruction"},
      {wrong_class_ends_session, "wrong-class-ends-session", "CAL-SES-095", "calypso-prime", "",
       "ends the session at a wrong class"},
      {missing_file_ends_session, "missing-file-ends-session", "CAL-SES-090", "calypso-prime", "",
       "ends the session when a file is missing"},
      {missing_record_ends_session, "missing-record-ends-session", "CAL-SES-094", "calypso-prime",
       "", "ends the session when a record is missing"},
      {commit_without_journal, "commit-without-journal", "CAL-SEC-24 CAL-SEC-22", "calypso-prime",
       "", "writes pages in place"},
      {journal_not_finished, "journal-not-finished", "CAL-SEC-24", "calypso-prime", "",
       "does not finish at the reset what a cut interrupted"},
      {rev1_takes_one_more, "rev1-takes-one-more", "CAL-SES-131", "calypso-prime", "rev1",
       "takes one modification more"},
      {basic_takes_one_more, "basic-takes-one-more", "CAL-SES-036", "calypso-basic", "",
       "takes one modification more"},
      {invalidation_is_free, "invalidation-is-free", "CAL-SES-137", "calypso-prime", "",
       "does not count invalidation and rehabilitation"},
      {stored_value_is_free, "stored-value-is-free", "CAL-SES-138", "calypso-prime", "",
       "does not count stored value operations"},
      {field_loss_keeps_modifications, "field-loss-keeps-modifications", "CAL-SEC-26",
       "calypso-prime", "contactless", "writes what the session changed when the field is lost"},
      {phone_keeps_modifications, "phone-keeps-modifications", "CAL-HCE-04", "calypso-hce", "",
       "writes what the session changed when the application ends"},
  });
}();

}  // namespace assay::model::calypso::deviations
