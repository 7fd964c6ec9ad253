// SPDX-License-Identifier: Apache-2.0
// Compiling and applying matchers.
#include "engine/matching.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "engine/secrets.hpp"
#include "journal/masked.hpp"

namespace assay::engine {
namespace {

using Kind = script::Matcher::Kind;
using journal::masked_spaced_hex;

/// A pattern's pieces as one value and one mask; a mask is only kept when some digit is free.
Result<void> compile_pattern(const document::HexPattern& pattern, Names& names,
                             CompiledMatcher& out) {
  bool masked = false;
  for (const auto& piece : pattern.pieces) {
    document::HexValue single;
    single.pieces.push_back(piece.value);
    TRY(CompiledValue compiled, names.compile(single));
    masked = masked || std::ranges::any_of(piece.mask, [](auto byte) { return byte != 0xFF; });
    for (auto& part : compiled.pieces) {
      // A named piece is compared whole; its mask is as long as its constant, and runs open-ended otherwise.
      if (piece.value.name.empty())
        append(out.mask, piece.mask);
      else
        out.mask.insert(out.mask.end(), part.literal.size(), 0xFF);
      out.value.pieces.push_back(std::move(part));
    }
  }
  out.constant = out.value.is_constant();
  if (!masked) out.mask.clear();
  if (masked && !out.constant)
    return fail(ErrorCode::unsupported,
                "'{}' mixes free digits with a value known only while running; use starts_with, "
                "ends_with or two checks",
                pattern.text);
  return {};
}

bool equal_under(ByteView wanted, ByteView mask, ByteView got) {
  if (wanted.size() != got.size()) return false;
  if (mask.empty()) return equal(wanted, got);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (((wanted[i] ^ got[i]) & mask[i]) != 0) return false;
  return true;
}

/// The wanted bytes: where they lie when constant and in one piece, otherwise put together in `scratch`.
Result<ByteView> wanted_bytes(const CompiledMatcher& matcher, const Scope& scope, Bytes& scratch) {
  if (matcher.constant && matcher.value.pieces.size() == 1)
    return ByteView(matcher.value.pieces[0].literal);
  scratch.clear();
  TRY_VOID(append_value(matcher.value, scope, scratch));
  return ByteView(scratch);
}

ByteView masked_prefix(ByteView mask, std::size_t size) {
  return mask.empty() ? mask : mask.first(std::min(mask.size(), size));
}

bool contains(ByteView whole, ByteView part) {
  return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

Result<bool> matches_bytes(const CompiledMatcher& matcher, ByteView got, const Scope& scope,
                           Bytes& scratch) {
  TRY(const ByteView wanted, wanted_bytes(matcher, scope, scratch));
  switch (matcher.kind) {
    case Kind::pattern: return equal_under(wanted, matcher.mask, got);
    case Kind::starts_with:
      return got.size() >= wanted.size() &&
             equal_under(wanted, masked_prefix(matcher.mask, wanted.size()),
                         got.first(wanted.size()));
    case Kind::ends_with:
      return got.size() >= wanted.size() &&
             equal_under(wanted, masked_prefix(matcher.mask, wanted.size()),
                         got.last(wanted.size()));
    default: return contains(got, wanted);
  }
}

bool bits_match(const CompiledMatcher& matcher, ByteView got) {
  return equal_under(matcher.bits, matcher.bit_mask, got);
}

}  // namespace

Result<CompiledMatcher> compile_matcher(const script::Matcher& matcher, Names& names) {
  CompiledMatcher out;
  out.kind = matcher.kind;
  out.min_size = matcher.min_size;
  out.max_size = matcher.max_size;
  out.bits = matcher.bits;
  out.bit_mask = matcher.bit_mask;
  out.text = matcher.text;
  TRY_VOID(compile_pattern(matcher.pattern, names, out));
  for (const auto& part : matcher.parts) {
    TRY(CompiledMatcher compiled, compile_matcher(part, names));
    out.constant = out.constant && compiled.constant;
    out.parts.push_back(std::move(compiled));
  }
  return out;
}

Result<bool> matches(const CompiledMatcher& matcher, const Observed& observed, const Scope& scope,
                     Bytes& scratch) {
  switch (matcher.kind) {
    case Kind::present: return observed.present;
    case Kind::absent: return !observed.present;
    case Kind::empty: return observed.present && observed.bytes.empty();
    case Kind::length:
      return observed.present && observed.bytes.size() >= matcher.min_size &&
             observed.bytes.size() <= matcher.max_size;
    case Kind::bits: return observed.present && bits_match(matcher, observed.bytes);
    case Kind::negation: {
      TRY(const bool inner, matches(matcher.parts[0], observed, scope, scratch));
      return !inner;
    }
    case Kind::one_of:
      for (const auto& part : matcher.parts) {
        TRY(const bool inner, matches(part, observed, scope, scratch));
        if (inner) return true;
      }
      return false;
    case Kind::all:
      for (const auto& part : matcher.parts) {
        TRY(const bool inner, matches(part, observed, scope, scratch));
        if (!inner) return false;
      }
      return true;
    case Kind::pattern:
    case Kind::starts_with:
    case Kind::ends_with:
    case Kind::contains:
      if (!observed.present) return false;
      return matches_bytes(matcher, observed.bytes, scope, scratch);
    case Kind::success:
    case Kind::warning:
    case Kind::error: break;
    case Kind::valid: return observed.valid;
  }
  return fail(ErrorCode::malformed, "'{}' says nothing about bytes", matcher.text);
}

Result<bool> matches(const CompiledMatcher& matcher, iso7816::StatusWord sw, const Scope& scope,
                     Bytes& scratch) {
  switch (matcher.kind) {
    case Kind::success: return sw.is_success();
    case Kind::warning: return sw.is_warning();
    case Kind::error: return sw.is_error();
    case Kind::negation: {
      TRY(const bool inner, matches(matcher.parts[0], sw, scope, scratch));
      return !inner;
    }
    case Kind::one_of:
      for (const auto& part : matcher.parts) {
        TRY(const bool inner, matches(part, sw, scope, scratch));
        if (inner) return true;
      }
      return false;
    default: break;
  }
  const std::array<std::uint8_t, 2> bytes{sw.sw1(), sw.sw2()};
  return matches(matcher, Observed{true, bytes}, scope, scratch);
}

std::string describe(const CompiledMatcher& matcher, const Scope& scope) {
  std::string out = matcher.text;
  if (matcher.constant || matcher.kind != Kind::pattern) return out;
  Bytes value;
  std::vector<journal::SecretRange> secrets;
  if (!append_value(matcher.value, scope, value, &secrets)) return out;
  if (scope.secrets != nullptr) scope.secrets->find(value, secrets);
  return out + "  = '" + masked_spaced_hex(value, secrets) + "'";
}

std::string describe_status_words(const CompiledMatcher& matcher, const Scope& scope) {
  std::string out = describe(matcher, scope);
  if (matcher.kind != Kind::pattern || !matcher.constant || !matcher.mask.empty()) return out;
  if (matcher.value.pieces.size() != 1 || matcher.value.pieces[0].literal.size() != 2) return out;
  const auto& bytes = matcher.value.pieces[0].literal;
  const iso7816::StatusWord sw{static_cast<std::uint16_t>((bytes[0] << 8) | bytes[1])};
  return out + "  " + std::string(iso7816::meaning(sw));
}

}  // namespace assay::engine
