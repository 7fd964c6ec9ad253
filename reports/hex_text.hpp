// SPDX-License-Identifier: Apache-2.0
// Commands and responses as people read them: header, length, data and Le apart, the status word with its meaning.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "journal/records.hpp"
#include "reports/failing_step.hpp"

namespace assay::reports {

/// "80 50 7F 00 08  00 01 02 03 04 05 06 07  00", data cut in the middle where it does not fit into `width`.
[[nodiscard]] std::string command_text(ByteView command,
                                       std::span<const journal::SecretRange> secrets,
                                       std::size_t width);

/// "6F 10 84 08  90 00  normal ending".
[[nodiscard]] std::string response_text(ByteView response, std::size_t width,
                                        std::span<const journal::SecretRange> secrets = {});

/// What came back, or in words why nothing did.
[[nodiscard]] std::string answer_text(const KeptExchange& exchange, std::size_t width);

/// "> command" and "< response"; under secure messaging both forms, the plain ones outside.
[[nodiscard]] std::vector<std::string> exchange_lines(const KeptExchange& exchange,
                                                      std::size_t width);

}  // namespace assay::reports
