// SPDX-License-Identifier: Apache-2.0
// Reading SV answers and logs, in the order of their fields.
#include "calypso/stored_value.hpp"

#include "base/cursor.hpp"

namespace assay::calypso {
namespace {

constexpr std::size_t reload_size = 33;
constexpr std::size_t debit_size = 30;
constexpr std::size_t extended_size = 61;

Result<std::uint32_t> take_u24(ByteReader& in) {
  TRY(const ByteView b, in.take(std::size_t{3}));
  return static_cast<std::uint32_t>(b[0]) << 16 | static_cast<std::uint32_t>(b[1]) << 8 | b[2];
}

/// Three bytes with sign.
Result<std::int32_t> take_signed(ByteReader& in) {
  TRY(const std::uint32_t value, take_u24(in));
  const auto number = static_cast<std::int32_t>(value);
  return (value & 0x800000) != 0 ? number - 0x1000000 : number;
}

Result<void> take_head(ByteReader& in, std::size_t signature, SvState& out) {
  TRY(out.kvc, in.take_u8());
  TRY(out.transaction, in.take_u16_be());
  TRY(const ByteView previous, in.take(signature));
  out.previous_signature = to_bytes(previous);
  return {};
}

Result<SvState> parse_extended(ByteReader in) {
  SvState out;
  out.extended = true;
  TRY(const ByteView challenge, in.take(std::size_t{8}));
  out.challenge = to_bytes(challenge);
  TRY_VOID(take_head(in, 6, out));
  TRY(out.balance, take_signed(in));
  TRY(const ByteView load, in.take(sv_load_log_size));
  TRY(out.load, parse_sv_load_log(load));
  TRY(out.debit, parse_sv_debit_log(in.rest()));
  return out;
}

}  // namespace

Result<SvState> parse_sv_get(ByteView data) {
  if (data.size() == extended_size) return parse_extended(ByteReader(data));
  if (data.size() != reload_size && data.size() != debit_size)
    return fail(ErrorCode::malformed,
                "an answer to SV GET has 33 bytes (reload), 30 (debit) or 61 (extended), not {}",
                data.size());
  SvState out;
  ByteReader in(data);
  TRY_VOID(take_head(in, 3, out));
  TRY(const ByteView challenge, in.take(std::size_t{2}));
  out.challenge = to_bytes(challenge);
  TRY(out.balance, take_signed(in));
  if (data.size() == reload_size) {
    TRY(out.load, parse_sv_load_log(in.rest()));
  } else {
    TRY(out.debit, parse_sv_debit_log(in.rest()));
  }
  return out;
}

Result<SvLoadLog> parse_sv_load_log(ByteView bytes) {
  if (bytes.size() < sv_load_log_size)
    return fail(ErrorCode::malformed, "a load log has 22 bytes, not {}", bytes.size());
  ByteReader in(bytes);
  SvLoadLog out;
  TRY(out.date, in.take_u16_be());
  TRY(out.free_1, in.take_u8());
  TRY(out.kvc, in.take_u8());
  TRY(out.free_2, in.take_u8());
  TRY(out.balance, take_signed(in));
  TRY(out.amount, take_signed(in));
  TRY(out.time, in.take_u16_be());
  TRY(out.sam, in.take<4>());
  TRY(out.sam_transaction, take_u24(in));
  TRY(out.transaction, in.take_u16_be());
  return out;
}

Result<SvDebitLog> parse_sv_debit_log(ByteView bytes) {
  if (bytes.size() < sv_debit_log_size)
    return fail(ErrorCode::malformed, "a debit log has 19 bytes, not {}", bytes.size());
  ByteReader in(bytes);
  SvDebitLog out;
  TRY(const std::uint16_t amount, in.take_u16_be());
  out.amount = static_cast<std::int16_t>(amount);
  TRY(out.date, in.take_u16_be());
  TRY(out.time, in.take_u16_be());
  TRY(out.kvc, in.take_u8());
  TRY(out.sam, in.take<4>());
  TRY(out.sam_transaction, take_u24(in));
  TRY(out.balance, take_signed(in));
  TRY(out.transaction, in.take_u16_be());
  return out;
}

}  // namespace assay::calypso
