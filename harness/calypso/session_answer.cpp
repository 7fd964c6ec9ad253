// SPDX-License-Identifier: Apache-2.0
// Reading openings and closings.
#include "calypso/session_answer.hpp"

#include <algorithm>

#include "base/cursor.hpp"

namespace assay::calypso {
namespace {

constexpr std::uint8_t kif_not_given = 0xFF;
constexpr std::uint8_t flag_not_ratified = 0x01;
constexpr std::uint8_t flag_manageable = 0x02;
constexpr std::size_t read_along = 29;  // what revisions 1 and 2 return of a record

Result<void> take_challenge(ByteReader& in, std::size_t size, OpeningAnswer& out) {
  TRY(const ByteView challenge, in.take(size));
  out.challenge = to_bytes(challenge);
  out.transaction_counter = static_cast<std::uint32_t>(challenge[0]) << 16 |
                            static_cast<std::uint32_t>(challenge[1]) << 8 | challenge[2];
  return {};
}

Result<void> take_key(ByteReader& in, OpeningAnswer& out) {
  TRY(const std::uint8_t kif, in.take_u8());
  TRY(out.kvc, in.take_u8());
  if (kif != kif_not_given) out.kif = kif;
  return {};
}

/// Ld, and exactly so many bytes.
Result<OpeningAnswer> take_record(ByteReader& in, OpeningAnswer out) {
  TRY(const std::uint8_t length, in.take_u8());
  if (in.left() != length)
    return fail(ErrorCode::malformed, "the length byte says {} bytes of record, {} follow", length,
                in.left());
  out.record = to_bytes(in.rest());
  return out;
}

Result<OpeningAnswer> parse_regular(ByteReader in, OpeningAnswer out) {
  TRY_VOID(take_challenge(in, 4, out));
  TRY(const std::uint8_t not_ratified, in.take_u8());
  out.previous_ratified = not_ratified == 0x00;
  TRY_VOID(take_key(in, out));
  return take_record(in, std::move(out));
}

Result<OpeningAnswer> parse_extended(ByteReader in, OpeningAnswer out) {
  TRY_VOID(take_challenge(in, 8, out));
  TRY(const std::uint8_t flags, in.take_u8());
  out.previous_ratified = (flags & flag_not_ratified) == 0;
  out.may_be_managed = (flags & flag_manageable) != 0;
  TRY_VOID(take_key(in, out));
  return take_record(in, std::move(out));
}

Result<OpeningAnswer> parse_pki(ByteReader in, OpeningAnswer out) {
  TRY(const std::uint8_t aid_size, in.take_u8());
  if (aid_size < 5 || aid_size > 16)
    return fail(ErrorCode::malformed, "the AID has {} bytes, 5 to 16 are wanted", aid_size);
  TRY(const ByteView aid, in.take(aid_size));
  out.aid = to_bytes(aid);
  TRY(out.serial, in.take<8>());
  TRY(out.status, in.take_u8());
  TRY_VOID(take_challenge(in, 8, out));
  TRY(const std::uint8_t flags, in.take_u8());
  out.previous_ratified = (flags & flag_not_ratified) == 0;
  TRY_VOID(in.take(std::size_t{2}));  // seen 0000, not documented
  return take_record(in, std::move(out));
}

/// Two bytes more say that the previous session was not ratified; 29 more are the record.
Result<OpeningAnswer> parse_early(ByteReader in, OpeningAnswer out, std::size_t head) {
  const std::size_t more = in.left() - std::min(in.left(), head);
  const bool legal =
      in.left() >= head && (more == 0 || more == 2 || more == read_along || more == read_along + 2);
  if (!legal)
    return fail(ErrorCode::malformed, "an opening of {} has {}, {}, {} or {} bytes, not {}",
                name(out.mode), head, head + 2, head + read_along, head + read_along + 2,
                in.left());
  if (out.mode == SessionMode::revision_2) {
    TRY(out.kvc, in.take_u8());
  }
  TRY_VOID(take_challenge(in, 4, out));
  out.previous_ratified = more == 0 || more == read_along;
  if (!out.previous_ratified) TRY_VOID(in.take(std::size_t{2}));
  out.record = to_bytes(in.rest());
  return out;
}

}  // namespace

std::string_view name(SessionMode mode) noexcept {
  switch (mode) {
    case SessionMode::regular: return "regular mode";
    case SessionMode::extended: return "extended mode";
    case SessionMode::pki: return "PKI mode";
    case SessionMode::revision_2: return "revision 2";
    case SessionMode::revision_1: return "revision 1";
  }
  return {};
}

Result<OpeningAnswer> parse_opening(SessionMode mode, ByteView data) {
  OpeningAnswer out;
  out.mode = mode;
  const ByteReader in(data);
  switch (mode) {
    case SessionMode::regular: return parse_regular(in, std::move(out));
    case SessionMode::extended: return parse_extended(in, std::move(out));
    case SessionMode::pki: return parse_pki(in, std::move(out));
    case SessionMode::revision_2: return parse_early(in, std::move(out), 5);
    case SessionMode::revision_1: break;
  }
  return parse_early(in, std::move(out), 4);
}

Result<ClosingAnswer> parse_closing(ByteView data, std::size_t mac_size) {
  if (data.size() < mac_size)
    return fail(ErrorCode::malformed,
                "a closing answer ends with a MAC of {} bytes, this one has {} in all", mac_size,
                data.size());
  ClosingAnswer out;
  ByteReader in(data.first(data.size() - mac_size));
  while (!in.at_end()) {
    TRY(const std::uint8_t length, in.take_u8());
    if (length < 2 || length - 1U > in.left())
      return fail(ErrorCode::malformed,
                  "postponed item {} says that it has {} bytes with its length byte, {} are left",
                  out.postponed.size() + 1, length, in.left() + 1);
    TRY(const ByteView item, in.take(length - 1U));
    out.postponed.push_back(to_bytes(item));
  }
  out.mac = to_bytes(data.last(mac_size));
  return out;
}

}  // namespace assay::calypso
