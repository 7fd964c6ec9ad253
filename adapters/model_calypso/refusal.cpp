// SPDX-License-Identifier: Apache-2.0
// Status words of shared refusals, and the mistakes of single commands about them.
#include "adapters/model_calypso/refusal.hpp"

#include <array>

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

/// One command that says something else, or with 9000 goes on.
struct Mistake {
  std::uint8_t ins;
  Refusal refusal;
  CalypsoDeviation deviation;
  StatusWord says;
};

constexpr auto mistakes = std::to_array<Mistake>({
    {0xB2, Refusal::never, read_ignores_never, {0x9000}},
    {0xB3, Refusal::never, read_multiple_ignores_never, {0x9000}},
    {0xB0, Refusal::never, read_binary_ignores_never, {0x9000}},
    {0xA2, Refusal::never, search_ignores_never, {0x9000}},
    {0xDC, Refusal::never, update_ignores_never, {0x9000}},
    {0xD2, Refusal::never, write_ignores_never, {0x9000}},
    {0xE2, Refusal::never, append_ignores_never, {0x9000}},
    {0xD6, Refusal::never, binary_ignores_never, {0x9000}},
    {0xD0, Refusal::never, binary_ignores_never, {0x9000}},
    {0x32, Refusal::never, count_ignores_never, {0x9000}},
    {0x30, Refusal::never, count_ignores_never, {0x9000}},
    {0x3A, Refusal::never, count_several_ignores_never, {0x9000}},
    {0x38, Refusal::never, count_several_ignores_never, {0x9000}},
    {0x8A, Refusal::never, opening_ignores_never, {0x9000}},
    {0xB2, Refusal::pin, read_ignores_pin, {0x9000}},
    {0xB3, Refusal::pin, read_multiple_ignores_pin, {0x9000}},
    {0xB0, Refusal::pin, read_binary_ignores_pin, {0x9000}},
    {0xA2, Refusal::pin, search_ignores_pin, {0x9000}},
    {0x8A, Refusal::pin, opening_ignores_pin, {0x9000}},
    {0xB2, Refusal::session, read_ignores_session, {0x9000}},
    {0xDC, Refusal::session, update_ignores_session, {0x9000}},
    {0xD2, Refusal::session, write_ignores_session, {0x9000}},
    {0xE2, Refusal::session, append_ignores_session, {0x9000}},
    {0xD6, Refusal::session, binary_ignores_session, {0x9000}},
    {0xD0, Refusal::session, binary_ignores_session, {0x9000}},
    {0x32, Refusal::session, count_ignores_session, {0x9000}},
    {0x30, Refusal::session, count_ignores_session, {0x9000}},
    {0x3A, Refusal::session, count_several_ignores_session, {0x9000}},
    {0x38, Refusal::session, count_several_ignores_session, {0x9000}},
    {0x04, Refusal::session, invalidate_ignores_session, {0x9000}},
    {0x44, Refusal::session, rehabilitate_ignores_session, {0x9000}},
    {0xDC, Refusal::invalidated, update_in_invalidated_df, {0x9000}},
    {0xD2, Refusal::invalidated, write_in_invalidated_df, {0x9000}},
    {0xE2, Refusal::invalidated, append_in_invalidated_df, {0x9000}},
    {0xD6, Refusal::invalidated, binary_in_invalidated_df, {0x9000}},
    {0xD0, Refusal::invalidated, binary_in_invalidated_df, {0x9000}},
    {0x32, Refusal::invalidated, count_in_invalidated_df, {0x9000}},
    {0x30, Refusal::invalidated, count_in_invalidated_df, {0x9000}},
    {0xB2, Refusal::no_current_file, read_without_file_says_6a82, {0x6A82}},
    {0xB3, Refusal::no_current_file, read_multiple_without_file_says_6a82, {0x6A82}},
    {0xB0, Refusal::no_current_file, read_binary_without_file_says_6a82, {0x6A82}},
    {0xA2, Refusal::no_current_file, search_without_file_says_6a82, {0x6A82}},
    {0xDC, Refusal::no_current_file, update_without_file_says_6a82, {0x6A82}},
    {0xD2, Refusal::no_current_file, write_without_file_says_6a82, {0x6A82}},
    {0xE2, Refusal::no_current_file, append_without_file_says_6a82, {0x6A82}},
    {0xD6, Refusal::no_current_file, binary_without_file_says_6a82, {0x6A82}},
    {0xD0, Refusal::no_current_file, binary_without_file_says_6a82, {0x6A82}},
    {0x32, Refusal::no_current_file, count_without_file_says_6a82, {0x6A82}},
    {0x30, Refusal::no_current_file, count_without_file_says_6a82, {0x6A82}},
    {0x3A, Refusal::no_current_file, count_several_without_file_says_6a82, {0x6A82}},
    {0x38, Refusal::no_current_file, count_several_without_file_says_6a82, {0x6A82}},
    {0x8A, Refusal::no_current_file, opening_without_file_says_6a82, {0x6A82}},
    {0xB2, Refusal::file_not_found, read_of_missing_file_says_6a83, {0x6A83}},
    {0xB3, Refusal::file_not_found, read_multiple_of_missing_file_says_6a83, {0x6A83}},
    {0xB0, Refusal::file_not_found, read_binary_of_missing_file_says_6a83, {0x6A83}},
    {0xA2, Refusal::file_not_found, search_of_missing_file_says_6a83, {0x6A83}},
    {0xDC, Refusal::file_not_found, update_of_missing_file_says_6a83, {0x6A83}},
    {0xD2, Refusal::file_not_found, write_of_missing_file_says_6a83, {0x6A83}},
    {0xE2, Refusal::file_not_found, append_of_missing_file_says_6a83, {0x6A83}},
    {0xD6, Refusal::file_not_found, binary_of_missing_file_says_6a83, {0x6A83}},
    {0xD0, Refusal::file_not_found, binary_of_missing_file_says_6a83, {0x6A83}},
    {0x32, Refusal::file_not_found, count_of_missing_file_says_6a83, {0x6A83}},
    {0x30, Refusal::file_not_found, count_of_missing_file_says_6a83, {0x6A83}},
    {0x3A, Refusal::file_not_found, count_several_of_missing_file_says_6a83, {0x6A83}},
    {0x38, Refusal::file_not_found, count_several_of_missing_file_says_6a83, {0x6A83}},
    {0x8A, Refusal::file_not_found, opening_of_missing_file_says_6a83, {0x6A83}},
    {0xB2, Refusal::wrong_type, read_of_other_type_says_6985, {0x6985}},
    {0xB3, Refusal::wrong_type, read_multiple_of_other_type_says_6985, {0x6985}},
    {0xB0, Refusal::wrong_type, read_binary_of_other_type_says_6985, {0x6985}},
    {0xA2, Refusal::wrong_type, search_of_other_type_says_6985, {0x6985}},
    {0xDC, Refusal::wrong_type, update_of_other_type_says_6985, {0x6985}},
    {0xD2, Refusal::wrong_type, write_of_other_type_says_6985, {0x6985}},
    {0xE2, Refusal::wrong_type, append_of_other_type_says_6985, {0x6985}},
    {0xD6, Refusal::wrong_type, binary_of_other_type_says_6985, {0x6985}},
    {0xD0, Refusal::wrong_type, binary_of_other_type_says_6985, {0x6985}},
    {0x32, Refusal::wrong_type, count_of_other_type_says_6985, {0x6985}},
    {0x30, Refusal::wrong_type, count_of_other_type_says_6985, {0x6985}},
    {0x3A, Refusal::wrong_type, count_several_of_other_type_says_6985, {0x6985}},
    {0x38, Refusal::wrong_type, count_several_of_other_type_says_6985, {0x6985}},
    {0x8A, Refusal::wrong_type, opening_of_other_type_says_6985, {0x6985}},
    {0xB2, Refusal::record, read_of_missing_record_says_6a82, {0x6A82}},
    {0xB3, Refusal::record, read_multiple_of_missing_record_says_6a82, {0x6A82}},
    {0xB0, Refusal::record, read_binary_of_missing_record_says_6a82, {0x6A82}},
    {0xA2, Refusal::record, search_of_missing_record_says_6a82, {0x6A82}},
    {0xDC, Refusal::record, update_of_missing_record_says_6a82, {0x6A82}},
    {0xD2, Refusal::record, write_of_missing_record_says_6a82, {0x6A82}},
    {0xD6, Refusal::record, binary_of_missing_record_says_6a82, {0x6A82}},
    {0xD0, Refusal::record, binary_of_missing_record_says_6a82, {0x6A82}},
    {0x8A, Refusal::record, opening_of_missing_record_says_6a82, {0x6A82}},
    {0xB2, Refusal::parameters, read_parameters_say_6a86, {0x6A86}},
    {0xB3, Refusal::parameters, read_multiple_parameters_say_6a86, {0x6A86}},
    {0xB0, Refusal::parameters, read_binary_parameters_say_6a86, {0x6A86}},
    {0xA2, Refusal::parameters, search_parameters_say_6a86, {0x6A86}},
    {0xDC, Refusal::parameters, update_parameters_say_6a86, {0x6A86}},
    {0xD2, Refusal::parameters, write_parameters_say_6a86, {0x6A86}},
    {0xE2, Refusal::parameters, append_parameters_say_6a86, {0x6A86}},
    {0xD6, Refusal::parameters, binary_parameters_say_6a86, {0x6A86}},
    {0xD0, Refusal::parameters, binary_parameters_say_6a86, {0x6A86}},
    {0x32, Refusal::parameters, count_parameters_say_6a86, {0x6A86}},
    {0x30, Refusal::parameters, count_parameters_say_6a86, {0x6A86}},
    {0x3A, Refusal::parameters, count_several_parameters_say_6a86, {0x6A86}},
    {0x38, Refusal::parameters, count_several_parameters_say_6a86, {0x6A86}},
    {0x8A, Refusal::parameters, opening_parameters_say_6a86, {0x6A86}},
    {0xB3, Refusal::length, read_multiple_length_says_6a80, {0x6A80}},
    {0xA2, Refusal::length, search_length_says_6a80, {0x6A80}},
    {0xDC, Refusal::length, update_length_says_6a80, {0x6A80}},
    {0xD2, Refusal::length, write_length_says_6a80, {0x6A80}},
    {0xE2, Refusal::length, append_length_says_6a80, {0x6A80}},
    {0xD6, Refusal::length, binary_length_says_6a80, {0x6A80}},
    {0xD0, Refusal::length, binary_length_says_6a80, {0x6A80}},
    {0x32, Refusal::length, count_length_says_6a80, {0x6A80}},
    {0x30, Refusal::length, count_length_says_6a80, {0x6A80}},
    {0x3A, Refusal::length, count_several_length_says_6a80, {0x6A80}},
    {0x38, Refusal::length, count_several_length_says_6a80, {0x6A80}},
    {0x04, Refusal::length, invalidate_length_says_6a80, {0x6A80}},
    {0x44, Refusal::length, rehabilitate_length_says_6a80, {0x6A80}},
    {0xB8, Refusal::length, sv_reload_length_says_6a80, {0x6A80}},
    {0xBA, Refusal::length, sv_debit_length_says_6a80, {0x6A80}},
    {0xBC, Refusal::length, sv_debit_length_says_6a80, {0x6A80}},
    {0xDC, Refusal::room, update_ignores_buffer, {0x9000}},
    {0xD2, Refusal::room, write_ignores_buffer, {0x9000}},
    {0xE2, Refusal::room, append_ignores_buffer, {0x9000}},
    {0xD6, Refusal::room, binary_ignores_buffer, {0x9000}},
    {0xD0, Refusal::room, binary_ignores_buffer, {0x9000}},
    {0x32, Refusal::room, count_ignores_buffer, {0x9000}},
    {0x30, Refusal::room, count_ignores_buffer, {0x9000}},
    {0x3A, Refusal::room, count_several_ignores_buffer, {0x9000}},
    {0x38, Refusal::room, count_several_ignores_buffer, {0x9000}},
    {0x04, Refusal::room, invalidate_ignores_buffer, {0x9000}},
    {0x44, Refusal::room, rehabilitate_ignores_buffer, {0x9000}},
    {0xB8, Refusal::room, sv_reload_ignores_buffer, {0x9000}},
    {0xBA, Refusal::room, sv_debit_ignores_buffer, {0x9000}},
    {0xBC, Refusal::room, sv_debit_ignores_buffer, {0x9000}},
});

StatusWord status_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::no_current_file: return sw::no_current_file;
    case Refusal::file_not_found: return sw::file_not_found;
    case Refusal::wrong_type: return sw::wrong_file_type;
    case Refusal::never:
    case Refusal::invalidated: return sw::conditions;
    case Refusal::pin:
    case Refusal::session: return sw::not_allowed;
    case Refusal::record: return sw::record_not_found;
    case Refusal::parameters: return sw::wrong_parameters;
    case Refusal::length: return sw::wrong_length;
    case Refusal::room: return sw::too_much;
  }
  return sw::conditions;
}

}  // namespace

StatusWord refuse(const Exchange& x, Refusal refusal) {
  for (const Mistake& one : mistakes)
    if (one.ins == x.command.ins && one.refusal == refusal && x.deviates(one.deviation))
      return one.says;
  return status_of(refusal);
}

}  // namespace assay::model::calypso
