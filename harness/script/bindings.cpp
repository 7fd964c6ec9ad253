// SPDX-License-Identifier: Apache-2.0
// Texts are rewritten as texts, so that patterns, TLV paths and values all work by the same rule.
#include "script/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.hpp"
#include "document/hex_value.hpp"
#include "document/schema.hpp"

namespace assay::script {
namespace {

using document::Node;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// The name behind a '$' at the front of `text`; dots belong to it when a name character follows.
std::string_view name_at(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() &&
         (is_name_character(text[end]) || (text[end] == '.' && end > 1 && end + 1 < text.size() &&
                                           is_name_character(text[end + 1]))))
    ++end;
  return text.substr(1, end - 1);
}

/// "[0..4]" at the front of `text`, or nothing.
std::string_view slice_at(std::string_view text) {
  if (!text.starts_with('[')) return {};
  const auto end = text.find(']');
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

/// The bytes that `slice` takes from a bound text; only constants and single names can be cut.
Result<std::string> cut(const std::string& value, std::string_view slice) {
  TRY(const auto whole, document::parse_hex_value(value));
  if (whole.pieces.size() == 1 && !whole.pieces.front().name.empty() &&
      !whole.pieces.front().slice && !whole.pieces.front().part)
    return value + std::string(slice);
  if (!whole.is_constant())
    return fail(ErrorCode::malformed, "a value put together from names cannot be cut");
  TRY(const auto wanted, document::parse_hex_value("$x" + std::string(slice)));
  const Bytes bytes = whole.constant();
  if (const auto& part = wanted.pieces.front().part) {
    const auto [first, size] = document::bounds_of_part(part->first, part->second, bytes.size());
    return to_spaced_hex(ByteView(bytes).subspan(first, size));
  }
  const auto [first, last] = *wanted.pieces.front().slice;
  if (last >= bytes.size())
    return fail(ErrorCode::malformed, "the slice {} reaches past the end; the value has {} byte{}",
                slice, bytes.size(), bytes.size() == 1 ? "" : "s");
  return to_spaced_hex(ByteView(bytes).subspan(first, last - first + 1));
}

/// Everything put in stands where it is used.
void move_to(Node& node, Position position, const std::string& origin) {
  node.position = position;
  if (node.origin.empty()) node.origin = origin;
  for (auto& item : node.items) move_to(item, position, origin);
}

}  // namespace

void Bindings::bind(const std::string& name, const Node& value, const std::string& file) {
  bound_.insert_or_assign(name, Bound{value, file});
}

std::vector<std::string_view> Bindings::names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, bound] : bound_) out.push_back(name);
  return out;
}

Node Bindings::apply(const Node& node, const std::string& file,
                     document::Mistakes& mistakes) const {
  if (node.kind == Node::Kind::scalar) return apply_scalar(node, file, mistakes);
  Node out;
  out.kind = node.kind;
  out.position = node.position;
  out.origin = node.origin;
  out.items.reserve(node.items.size());
  out.entries.reserve(node.entries.size());
  for (const auto& item : node.items) out.items.push_back(apply(item, file, mistakes));
  for (const auto& entry : node.entries) {
    // Sentences for people are left alone.
    const bool prose = entry.key == "because" || entry.key == "title";
    std::string key = entry.key;
    if (key.find('$') != std::string::npos) key = apply_text(entry.value, key, file, mistakes);
    out.entries.push_back({std::move(key), entry.position,
                           prose ? entry.value : apply(entry.value, file, mistakes), entry.quoted});
  }
  return out;
}

Node Bindings::apply_scalar(const Node& node, const std::string& file,
                            document::Mistakes& mistakes) const {
  if (bound_.empty() || node.text.find('$') == std::string::npos) return node;
  if (node.text.starts_with('$') && name_at(node.text).size() + 1 == node.text.size()) {
    const auto found = bound_.find(name_at(node.text));
    if (found == bound_.end()) return node;
    const auto& [value, from] = found->second;
    Node out = value;
    const std::string origin = from == file
                                   ? fmt::format("{}, line {}", node.text, value.position.line)
                                   : fmt::format("{}, {}", node.text, place(from, value.position));
    move_to(out, node.position, origin);
    return out;
  }
  Node out = node;
  out.text = apply_text(node, node.text, file, mistakes);
  if (node.text.starts_with('$') && node.text.find(' ') == std::string::npos) out.quoted = true;
  return out;
}

std::string Bindings::apply_text(const Node& node, std::string_view text, const std::string& file,
                                 document::Mistakes& mistakes) const {
  std::string out;
  while (true) {
    const auto dollar = text.find('$');
    out += text.substr(0, dollar);
    if (dollar == std::string_view::npos) return out;
    text.remove_prefix(dollar);
    const auto name = name_at(text);
    const auto found = bound_.find(name);
    const auto slice = slice_at(text.substr(name.size() + 1));
    const auto whole = text.substr(0, name.size() + 1 + slice.size());
    text.remove_prefix(whole.size());
    if (found == bound_.end()) {
      out += whole;
      continue;
    }
    const Node& value = found->second.value;
    if (value.kind != Node::Kind::scalar) {
      mistakes.add(file, node,
                   fmt::format("${} is a list and cannot be put inside other text", name));
    } else if (!value.quoted && document::looks_like_hex(value.text)) {
      mistakes.add(found->second.file, value, document::unquoted_hex(value.text));
    } else if (slice.empty()) {
      out += value.text;
    } else if (const auto part = cut(value.text, slice)) {
      out += *part;
    } else {
      mistakes.add(file, node, part.error().message);
    }
  }
}

}  // namespace assay::script
