// SPDX-License-Identifier: Apache-2.0
// Vectors of content management: tokens, receipts, load files, keys on their way to a card, data about a card. Private to this room.
#pragma once

#include "vectors/check.hpp"

namespace assay::vectors {

[[nodiscard]] Outcome check_install_token(Fields& in);
[[nodiscard]] Outcome check_combined_token(Fields& in);
[[nodiscard]] Outcome check_delete_token(Fields& in);
[[nodiscard]] Outcome check_receipt(Fields& in);
[[nodiscard]] Outcome check_load_file(Fields& in);
[[nodiscard]] Outcome check_put_key(Fields& in);
[[nodiscard]] Outcome check_stored_keys(Fields& in);
[[nodiscard]] Outcome check_diversification(Fields& in);

[[nodiscard]] Outcome check_card_data(Fields& in);
[[nodiscard]] Outcome check_domain_data(Fields& in);
[[nodiscard]] Outcome check_select_answer(Fields& in);
[[nodiscard]] Outcome check_card_capability(Fields& in);
[[nodiscard]] Outcome check_production_data(Fields& in);
[[nodiscard]] Outcome check_data_objects(Fields& in);

/// What `error` refuses, under the name of a check.
[[nodiscard]] Outcome refused(std::string_view check, const Error& error);

}  // namespace assay::vectors
