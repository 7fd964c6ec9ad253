// SPDX-License-Identifier: Apache-2.0
// Reading matchers: what a value of an answer must look like.
#pragma once

#include "script/names.hpp"
#include "script/script.hpp"

namespace assay::script {

/// What a matcher is held against; decides which words and sizes make sense.
enum class Matched { status_word, bytes, length, r_mac, atr_part, verified };

/// The matcher at `node`; a list means one of them. After a mistake the result is of no use.
[[nodiscard]] Matcher read_matcher(const document::Node& node, Matched matched,
                                   const std::string& file, Reading& reading, KnownNames& names);

}  // namespace assay::script
