// SPDX-License-Identifier: Apache-2.0
// Records as members of a JSON object, for the journal and the JSON report alike.
#pragma once

#include <span>

#include "journal/records.hpp"
#include "reports/jsonl/json_text.hpp"

namespace assay::reports {

/// "inputs":[..]
void put_inputs(JsonText& json, std::span<const journal::InputFile> inputs);

/// "targets":[..]
void put_targets(JsonText& json, std::span<const journal::TargetRecord> targets);

/// The members of one planned case, without its index and without why it does not run.
void put_planned(JsonText& json, const journal::PlannedCase& planned);

/// "failures":[..]
void put_failures(JsonText& json, std::span<const journal::FailedCheck> failures);

/// "line" and "column".
void put_position(JsonText& json, Position position);

}  // namespace assay::reports
