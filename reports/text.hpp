// SPDX-License-Identifier: Apache-2.0
// Text for reports: whatever bytes a program or a card put into it, what leaves here is valid, and as wide as asked.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "journal/records.hpp"

namespace assay::reports {

/// Length in bytes of the UTF-8 character that starts at `offset`; 0 when what stands there is not valid UTF-8
/// (overlong forms and surrogates included).
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t offset) noexcept;

/// Appends `text` with every byte that is not UTF-8 replaced by U+FFFD and every control character by its picture
/// (U+2400 and following; U+2421 for DEL). Line feed and tab stay when `keep_breaks`.
void append_clean(std::string& out, std::string_view text, bool keep_breaks = false);
[[nodiscard]] std::string clean(std::string_view text, bool keep_breaks = false);

/// Columns the text takes, one a character.
[[nodiscard]] std::size_t columns(std::string_view text) noexcept;

/// At most `width` columns: a longer text loses its end to "…".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, broken between words where there are any; at most `max_lines`, the last of them
/// shortened when there was more.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width,
                                               std::size_t max_lines);

/// "84 82 01 00 .. (231 bytes) .. 9A 5C": spaced hex in at most `width` columns, cut in the middle with the number of
/// bytes left out. Secret bytes show as "..".
[[nodiscard]] std::string hex_line(ByteView bytes, std::span<const journal::SecretRange> secrets,
                                   std::size_t width);

/// The text as one word of a POSIX shell: bare when it can be, else in quotes.
[[nodiscard]] std::string shell_word(std::string_view text);

/// `&`, `<`, `>` and quotes escaped for HTML and XML; cleaned first.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// "2026-11-24T13:46:59.123456789Z".
[[nodiscard]] std::string utc_text(std::int64_t utc_ns);

}  // namespace assay::reports
