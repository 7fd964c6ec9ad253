// SPDX-License-Identifier: Apache-2.0
// Quoted scalars are patterns; plain ones are words, sizes or a $name.
#include "script/matcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalogue/syntax.hpp"
#include "document/schema.hpp"

namespace assay::script {
namespace {

using document::Node;
using Kind = Matcher::Kind;

struct Word {
  std::string_view text;
  Kind kind;
};

constexpr std::array<Word, 7> words = {{{"present", Kind::present},
                                        {"absent", Kind::absent},
                                        {"empty", Kind::empty},
                                        {"success", Kind::success},
                                        {"warning", Kind::warning},
                                        {"error", Kind::error},
                                        {"valid", Kind::valid}}};

/// Parts of an ATR are bytes that may have a rule to keep as well.
bool is_bytes(Matched matched) {
  return matched == Matched::bytes || matched == Matched::atr_part;
}

bool fits(Kind kind, Matched matched) {
  switch (kind) {
    case Kind::success:
    case Kind::warning:
    case Kind::error: return matched == Matched::status_word;
    case Kind::valid:
      return matched == Matched::r_mac || matched == Matched::atr_part ||
             matched == Matched::verified;
    case Kind::absent: return is_bytes(matched) || matched == Matched::r_mac;
    default: return is_bytes(matched);
  }
}

/// The number of bytes a constant pattern has, or nothing when it holds names.
std::optional<std::size_t> size_of(const document::HexPattern& pattern) {
  if (!document::is_constant(pattern)) return std::nullopt;
  std::size_t size = 0;
  for (const auto& piece : pattern.pieces) size += piece.mask.size();
  return size;
}

class MatcherReader {
 public:
  MatcherReader(Matched matched, const std::string& file, Reading& reading, KnownNames& names)
      : matched_(matched), file_(file), reading_(reading), names_(names) {}

  Matcher read(const Node& node) {
    switch (node.kind) {
      case Node::Kind::scalar: return read_scalar(node);
      case Node::Kind::sequence: return read_list(node, Kind::one_of, " or ");
      case Node::Kind::mapping:
        if (node.entries.size() == 1) return read_form(node.entries.front());
        error(node, "one key is wanted here; put several matchers under all:");
        return {};
      case Node::Kind::null: error(node, "a matcher is missing"); return {};
    }
    return {};
  }

 private:
  void error(const Node& node, std::string message) {
    reading_.mistakes.add(file_, node, std::move(message));
  }

  Matcher read_scalar(const Node& node) {
    if (node.quoted || node.text.starts_with('$')) return read_pattern(node);
    const auto word = std::ranges::find(words, node.text, &Word::text);
    if (word != words.end() && fits(word->kind, matched_)) return named(word->kind, node.text);
    if (const auto size = catalogue::parse_size(node.text);
        size && matched_ != Matched::status_word) {
      Matcher matcher = named(Kind::length, node.text);
      std::tie(matcher.min_size, matcher.max_size) = *size;
      return matcher;
    }
    error(node, document::looks_like_hex(node.text) && matched_ != Matched::length
                    ? document::unquoted_hex(node.text)
                    : fmt::format("'{}' stands here; {} is wanted{}", node.text, wanted(),
                                  suggestion(node.text)));
    return {};
  }

  static Matcher named(Kind kind, const std::string& text) {
    Matcher matcher;
    matcher.kind = kind;
    matcher.text = text;
    return matcher;
  }

  [[nodiscard]] std::string_view wanted() const {
    switch (matched_) {
      case Matched::status_word: return "a status word such as '6A88', or success, warning, error";
      case Matched::bytes:
        return "a pattern such as '61 xx', a size such as 8 bytes, or present, absent, empty";
      case Matched::atr_part:
        return "a pattern such as '3B xx', a size such as 8 bytes, or present, absent, empty, "
               "valid";
      case Matched::length: return "a size such as 8 bytes or 1..16 bytes";
      case Matched::r_mac: return "valid or absent";
      case Matched::verified: return "valid";
    }
    return {};
  }

  [[nodiscard]] std::string suggestion(const std::string& text) const {
    std::vector<std::string_view> known;
    for (const auto& word : words)
      if (fits(word.kind, matched_)) known.push_back(word.text);
    return did_you_mean(text, known);
  }

  Matcher read_pattern(const Node& node) {
    if (matched_ == Matched::length || matched_ == Matched::r_mac ||
        matched_ == Matched::verified) {
      error(node, fmt::format("a pattern stands here; {} is wanted", wanted()));
      return {};
    }
    Matcher matcher = named(Kind::pattern, node.quoted ? "'" + node.text + "'" : node.text);
    matcher.pattern = pattern_of(node);
    const auto size = size_of(matcher.pattern);
    if (matched_ == Matched::status_word && size && *size != 2 && !matcher.pattern.text.empty())
      error(node, fmt::format("'{}' has {} byte{}; a status word has 2", node.text, *size,
                              *size == 1 ? "" : "s"));
    return matcher;
  }

  document::HexPattern pattern_of(const Node& node) {
    if (!node.quoted && !node.text.starts_with('$')) {
      error(node, document::unquoted_hex(node.text));
      return {};
    }
    auto pattern = document::parse_hex_pattern(node.text);
    if (!pattern) {
      error(node, pattern.error().message);
      return {};
    }
    names_.check(*pattern, node, file_);
    return std::move(*pattern);
  }

  Matcher read_list(const Node& node, Kind kind, std::string_view between) {
    Matcher matcher;
    matcher.kind = kind;
    if (node.items.empty()) error(node, "the list of matchers is empty");
    for (const auto& item : node.items) {
      matcher.parts.push_back(read(item));
      matcher.text +=
          (matcher.parts.size() == 1 ? "" : std::string(between)) + matcher.parts.back().text;
    }
    return matcher;
  }

  Matcher read_form(const document::Entry& form) {
    const Node& value = form.value;
    if (form.key == "not") return negate(read(value));
    if (form.key == "one_of") return read_list(value, Kind::one_of, " or ");
    if (form.key == "all") return read_list(value, Kind::all, " and ");
    if (form.key == "different_from") return negate(read(value));
    if (!is_bytes(matched_)) {
      error(value, fmt::format("{} does not apply here; {} is wanted", form.key, wanted()));
      return {};
    }
    if (form.key == "bits") return read_bits(value);
    if (form.key == "starts_with") return read_part(value, Kind::starts_with, "starts with ");
    if (form.key == "ends_with") return read_part(value, Kind::ends_with, "ends with ");
    if (form.key == "contains") return read_part(value, Kind::contains, "contains ");
    return {};  // told by the schema
  }

  static Matcher negate(Matcher inner) {
    Matcher matcher;
    matcher.kind = Kind::negation;
    matcher.text = "not " + inner.text;
    matcher.parts.push_back(std::move(inner));
    return matcher;
  }

  Matcher read_part(const Node& node, Kind kind, std::string_view words_before) {
    Matcher matcher =
        named(kind, std::string(words_before) + (node.quoted ? "'" + node.text + "'" : node.text));
    if (node.kind == Node::Kind::scalar) matcher.pattern = pattern_of(node);
    return matcher;
  }

  /// '1xxx0xx1': whole bytes, most significant bit first.
  Matcher read_bits(const Node& node) {
    Matcher matcher = named(Kind::bits, "bits '" + node.text + "'");
    std::size_t count = 0;
    for (const char c : node.text) {
      if (c == ' ') continue;
      if (c != '0' && c != '1' && c != 'x') {
        error(node, fmt::format("'{}' stands among the bits; 0, 1 or x is wanted", c));
        return matcher;
      }
      if (count++ % 8 == 0) {
        matcher.bits.push_back(0);
        matcher.bit_mask.push_back(0);
      }
      auto& bit = matcher.bits.back();
      auto& mask = matcher.bit_mask.back();
      bit = static_cast<std::uint8_t>((bit << 1) | (c == '1' ? 1 : 0));
      mask = static_cast<std::uint8_t>((mask << 1) | (c == 'x' ? 0 : 1));
    }
    if (count == 0 || count % 8 != 0)
      error(node, fmt::format("{} bits stand here; whole bytes are wanted", count));
    else if (!node.quoted)
      error(node, fmt::format("bits stand between quotes: write '{0}', not {0}", node.text));
    return matcher;
  }

  Matched matched_;
  const std::string& file_;
  Reading& reading_;
  KnownNames& names_;
};

}  // namespace

Matcher read_matcher(const Node& node, Matched matched, const std::string& file, Reading& reading,
                     KnownNames& names) {
  return MatcherReader(matched, file, reading, names).read(node);
}

}  // namespace assay::script
