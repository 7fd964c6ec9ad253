// SPDX-License-Identifier: Apache-2.0
// The syntax of suites, procedures, ICS, bench and expected-failures files, as schemas.
#pragma once

#include <vector>

#include "document/schema.hpp"

namespace assay::script {

/// The parts of an ATR that `expect` and `save` of a reset may name, with what they are.
[[nodiscard]] const std::vector<document::SchemaKey>& atr_keys();

[[nodiscard]] const document::Schema& suite_syntax();
[[nodiscard]] const document::Schema& procedures_syntax();
[[nodiscard]] const document::Schema& ics_syntax();
[[nodiscard]] const document::Schema& bench_syntax();
[[nodiscard]] const document::Schema& expected_failures_syntax();

/// The keys of a `send` step that are no fields of the command.
[[nodiscard]] const std::vector<document::SchemaKey>& send_keys();

/// Every kind of file a user writes, for publication under specs/schemas/.
[[nodiscard]] std::vector<document::SchemaFile> published_schemas();

}  // namespace assay::script
