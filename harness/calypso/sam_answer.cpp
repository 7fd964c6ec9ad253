// SPDX-License-Identifier: Apache-2.0
// Reading the ATR and the records of SAMs.
#include "calypso/sam_answer.hpp"

#include <algorithm>

#include "base/cursor.hpp"
#include "base/hex.hpp"

namespace assay::calypso {
namespace {

using namespace literals;

constexpr auto tail = "82 90 00"_hex;
constexpr auto frame_end = "FA FF 40 80 00 00"_hex;
constexpr std::uint8_t issuer_spirtech = 0x08;

SamProduct product_of(const Sam& sam) {
  if (sam.application_type != 0x80) return SamProduct::other;
  const std::uint8_t subtype = sam.application_subtype;
  if (subtype == 0xC1)
    return sam.software_issuer == issuer_spirtech ? SamProduct::hsm_c1 : SamProduct::c1;
  if (subtype >= 0xD0 && subtype <= 0xD7) return SamProduct::s1dx;
  if (subtype == 0xE1) return SamProduct::s1e1;
  return SamProduct::other;
}

/// Where 80 5A stands: behind three or five interface bytes.
Result<std::size_t> historical_offset(ByteView atr) {
  for (const std::size_t offset : {4U, 6U})
    if (atr.size() >= offset + 15 && atr[offset] == 0x80 && atr[offset + 1] == 0x5A) return offset;
  return fail(ErrorCode::malformed,
              "the ATR of a SAM has 80 5A behind three or five bytes, and 13 more; this one is {}",
              to_hex(atr));
}

Result<void> check_frame(ByteReader& in, std::string_view what) {
  TRY(const ByteView end, in.take(frame_end.size()));
  if (equal(end, frame_end) && in.at_end()) return {};
  return fail(ErrorCode::malformed, "{} of a SAM end with FAFF40800000, not with {}", what,
              to_hex(end));
}

Result<void> check_size(ByteView data, std::size_t size, std::string_view what) {
  if (data.size() == size) return {};
  return fail(ErrorCode::malformed, "{} of a SAM have {} bytes, not {}", what, size, data.size());
}

}  // namespace

std::string_view name(SamProduct product) noexcept {
  switch (product) {
    case SamProduct::c1: return "SAM-C1";
    case SamProduct::hsm_c1: return "HSM-C1";
    case SamProduct::s1dx: return "SAM-S1Dx";
    case SamProduct::s1e1: return "SAM-S1E1";
    case SamProduct::other: break;
  }
  return "unknown SAM";
}

std::uint8_t Sam::cla() const noexcept {
  return product == SamProduct::s1dx ? 0x94 : 0x80;
}

std::size_t Sam::max_digest() const noexcept {
  switch (product) {
    case SamProduct::c1:
    case SamProduct::hsm_c1: return 255;
    case SamProduct::s1dx: return 70;
    case SamProduct::s1e1: return 240;
    case SamProduct::other: break;
  }
  return 0;
}

bool Sam::digests_many() const noexcept {
  return product == SamProduct::c1 || product == SamProduct::s1e1;
}

bool Sam::extended() const noexcept {
  return product == SamProduct::c1 || product == SamProduct::hsm_c1;
}

Result<Sam> parse_sam_atr(ByteView atr) {
  if (atr.empty() || atr[0] != 0x3B)
    return fail(ErrorCode::malformed, "the ATR of a SAM begins with 3B; this one is {}",
                atr.empty() ? "empty" : to_hex(atr));
  TRY(const std::size_t offset, historical_offset(atr));
  ByteReader in(atr.subspan(offset + 2));
  Sam out;
  TRY(out.platform, in.take_u8());
  TRY(out.application_type, in.take_u8());
  TRY(out.application_subtype, in.take_u8());
  TRY(out.software_issuer, in.take_u8());
  TRY(out.software_version, in.take_u8());
  TRY(out.software_revision, in.take_u8());
  TRY(out.serial, in.take<4>());
  TRY(const ByteView end, in.take(tail.size()));
  if (!equal(end, tail))
    return fail(ErrorCode::malformed,
                "the ATR of a SAM has 829000 behind its serial number, not {}", to_hex(end));
  if (in.left() > 1)  // a check byte, where another protocol than T=0 is offered
    return fail(ErrorCode::malformed, "{} bytes are left over in the ATR of a SAM", in.left());
  out.product = product_of(out);
  return out;
}

std::array<std::uint32_t, 9> SamRecord::counters() const noexcept {
  std::array<std::uint32_t, 9> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint32_t>(record[3 * i]) << 16 |
             static_cast<std::uint32_t>(record[3 * i + 1]) << 8 | record[3 * i + 2];
  return out;
}

std::uint16_t SamRecord::configuration() const noexcept {
  return static_cast<std::uint16_t>(record[27] << 8 | record[28]);
}

Result<SamRecord> parse_sam_record(ByteView data) {
  TRY_VOID(check_size(data, 48, "records"));
  ByteReader in(data);
  SamRecord out;
  TRY(out.signature, in.take<8>());
  TRY(out.record, in.take<29>());
  TRY(out.reference, in.take_u8());
  TRY(out.serial, in.take<4>());
  TRY_VOID(check_frame(in, "records"));
  return out;
}

Result<SamKeyParameters> parse_sam_key_parameters(ByteView data) {
  TRY_VOID(check_size(data, 32, "key parameters"));
  ByteReader in(data);
  SamKeyParameters out;
  TRY(out.signature, in.take<8>());
  TRY(out.kif, in.take_u8());
  TRY(out.kvc, in.take_u8());
  TRY(out.algorithm, in.take_u8());
  TRY(out.parameters, in.take<10>());
  TRY(out.reference, in.take_u8());
  TRY(out.serial, in.take<4>());
  TRY_VOID(check_frame(in, "key parameters"));
  return out;
}

}  // namespace assay::calypso
