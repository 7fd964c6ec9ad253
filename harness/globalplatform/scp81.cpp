// SPDX-License-Identifier: Apache-2.0
// Tags 81, 83, 84 and 89 hold further objects although their coding calls them primitive, so they are walked by hand.
#include "globalplatform/scp81.hpp"

#include <set>

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using iso7816::Tag;
using iso7816::Tlv;

tl::unexpected<Error> in_tag(Tag tag, const Error& error) {
  return fail(ErrorCode::malformed, "tag {}: {}", iso7816::tag_text(tag), error.message);
}

/// Calls `take` for each object inside `parent`; a tag that comes twice is an error.
template <typename Take>
Result<void> walk(Tag parent, ByteView bytes, Take take) {
  iso7816::TlvReader reader(bytes);
  std::set<Tag> seen;
  while (true) {
    const auto next = reader.next();
    if (!next) return in_tag(parent, next.error());
    if (!*next) return {};
    if (!seen.insert((*next)->tag).second)
      return fail(ErrorCode::malformed, "tag {} stands twice in tag {}",
                  iso7816::tag_text((*next)->tag), iso7816::tag_text(parent));
    TRY_VOID(take(**next));
  }
}

tl::unexpected<Error> unknown(Tag tag, Tag parent) {
  return fail(ErrorCode::malformed, "tag {} is not known in tag {}", iso7816::tag_text(tag),
              iso7816::tag_text(parent));
}

Result<Scp81Security> read_security(ByteView bytes) {
  ByteReader in(bytes);
  Scp81Security out;
  TRY(const std::uint8_t identity_length, in.take_u8());
  TRY(const ByteView identity, in.take(identity_length));
  out.psk_identity = to_bytes(identity);
  TRY(const std::uint8_t key_length, in.take_u8());
  if (key_length != 2)
    return fail(ErrorCode::malformed, "key version and identifier have 2 bytes, not {}",
                key_length);
  TRY(out.key_version, in.take_u8());
  TRY(out.key_identifier, in.take_u8());
  if (!in.at_end()) {
    TRY(out.hash, in.take_u8());
  }
  return in.finish(std::move(out));
}

Result<Scp81Retry> read_retry(ByteView bytes) {
  ByteReader in(bytes);
  Scp81Retry out;
  TRY(out.attempts, in.take_u16_be());
  TRY(const ByteView delay, in.take(5));
  out.delay = to_bytes(delay);
  out.report = to_bytes(in.rest());
  return out;
}

std::string text_of(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

Result<Scp81Http> read_http(ByteView bytes) {
  Scp81Http out;
  TRY_VOID(walk(0x89, bytes, [&](const Tlv& object) -> Result<void> {
    switch (object.tag) {
      case 0x8A: out.host = text_of(object.value); return {};
      case 0x8B: out.agent = text_of(object.value); return {};
      case 0x8C: out.uri = text_of(object.value); return {};
      default: return unknown(object.tag, 0x89);
    }
  }));
  return out;
}

template <typename T>
Result<void> keep(std::optional<T>& place, Tag tag, Result<T> read) {
  if (!read) return in_tag(tag, read.error());
  place = *std::move(read);
  return {};
}

Result<Scp81Session> read_session(ByteView bytes) {
  Scp81Session out;
  TRY_VOID(walk(0x83, bytes, [&](const Tlv& object) -> Result<void> {
    switch (object.tag) {
      case 0x84: out.connection = to_bytes(object.value); return {};
      case 0x85: return keep(out.security, 0x85, read_security(object.value));
      case 0x86: return keep(out.retry, 0x86, read_retry(object.value));
      case 0x89: return keep(out.http, 0x89, read_http(object.value));
      default: return unknown(object.tag, 0x83);
    }
  }));
  return out;
}

/// The value of the only object in `bytes`, which must have `tag`.
Result<ByteView> only(Tag tag, ByteView bytes) {
  iso7816::TlvReader reader(bytes);
  TRY(const auto object, reader.next());
  if (!object || object->tag != tag)
    return fail(ErrorCode::malformed, "tag {} is wanted, {} stands here", iso7816::tag_text(tag),
                object ? "tag " + iso7816::tag_text(object->tag) : std::string("nothing"));
  if (!reader.at_end())
    return fail(ErrorCode::malformed, "bytes follow tag {}", iso7816::tag_text(tag));
  return object->value;
}

/// Text of a peer: what could disturb a terminal is shown as a question mark.
std::string printable(std::string text) {
  for (char& c : text)
    if (c < 0x20 || c > 0x7E) c = '?';
  return text;
}

}  // namespace

Result<Scp81Session> parse_scp81_trigger(ByteView bytes) {
  TRY(const ByteView trigger, only(0x81, bytes));
  TRY(const ByteView session, only(0x83, trigger));
  return read_session(session);
}

std::vector<std::string> explain_scp81(const Scp81Session& session) {
  std::vector<std::string> out;
  if (!session.connection.empty())
    out.push_back(fmt::format("connection    {}", to_spaced_hex(session.connection)));
  if (session.security) {
    const auto& security = *session.security;
    out.push_back(fmt::format("PSK identity  {}", to_spaced_hex(security.psk_identity)));
    out.push_back(fmt::format("PSK           key version {:02X}, key identifier {:02X}{}",
                              security.key_version, security.key_identifier,
                              security.hash ? fmt::format(", hash {:02X}", *security.hash) : ""));
  }
  if (session.retry)
    out.push_back(fmt::format("retry         {} times, delay {}{}", session.retry->attempts,
                              to_spaced_hex(session.retry->delay),
                              session.retry->report.empty() ? "" : ", failure is reported"));
  if (!session.http) return out;
  out.push_back(fmt::format("host          {}", printable(session.http->host)));
  out.push_back(fmt::format("agent         {}", printable(session.http->agent)));
  out.push_back(fmt::format("URI           {}", printable(session.http->uri)));
  return out;
}

}  // namespace assay::globalplatform
