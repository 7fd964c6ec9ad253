// SPDX-License-Identifier: Apache-2.0
#include "iso7816/fetched_answer.hpp"

#include "base/check.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/class_byte.hpp"

namespace assay::iso7816 {
namespace {

constexpr std::uint8_t ins_get_response = 0xC0;
constexpr std::size_t status_size = 2;

std::uint8_t plain_class(std::uint8_t cla) {
  const auto parts = parse_class(cla);
  if (!parts) return cla;
  return encode_class({.proprietary = parts->proprietary, .channel = parts->channel});
}

std::uint8_t sw1(ByteView response) noexcept {
  return response.size() < status_size ? std::uint8_t{0} : response[response.size() - status_size];
}

/// Takes the repetitions after '6Cxx'. Returns the exchange that was not refused, or the last one.
std::size_t last_repetition(std::span<const LineExchange> line) {
  std::size_t at = 0;
  while (at + 1 < line.size() && refuses_le(line[at].response)) {
    const Bytes again = with_le(line[at].command, line[at].response.back());
    if (again.empty() || !equal(again, line[at + 1].command)) break;
    ++at;
  }
  return at;
}

/// One part of an answer behind the others, in the place of their status word.
void append_part(Bytes& response, ByteView part) {
  response.resize(response.size() - status_size);
  append(response, part);
}

}  // namespace

std::array<std::uint8_t, 5> get_response_for(std::uint8_t cla, std::uint8_t length) {
  return {plain_class(cla), ins_get_response, 0x00, 0x00, length};
}

Bytes with_le(ByteView command, std::uint8_t le) {
  auto parsed = parse_command(command);
  if (!parsed || parsed->extended) return {};
  parsed->ne = le == 0 ? 256 : le;
  return encode(*parsed);
}

bool has_more(ByteView response) noexcept {
  return sw1(response) == 0x61;
}

bool refuses_le(ByteView response) noexcept {
  return response.size() == status_size && response[0] == 0x6C;
}

bool fetches_answer_of(ByteView command, ByteView next) noexcept {
  if (command.empty() || next.size() < 4 || next.size() > 5) return false;
  if (next[1] != ins_get_response || next[2] != 0x00 || next[3] != 0x00) return false;
  return next[0] == command[0] || next[0] == plain_class(command[0]) || next[0] == 0x00;
}

FetchedExchange fetch_first(std::span<const LineExchange> line) {
  ASSAY_CHECK(!line.empty());
  FetchedExchange out;
  out.refused = last_repetition(line);
  out.count = out.refused + 1;
  out.command = line[out.refused].command;
  out.response = to_bytes(line[out.refused].response);
  while (has_more(out.response) && out.count < line.size() &&
         fetches_answer_of(out.command, line[out.count].command)) {
    // A GET RESPONSE that was answered '6Cxx', or not at all, is sent again.
    const ByteView part = line[out.count++].response;
    if (!refuses_le(part) && part.size() >= status_size) append_part(out.response, part);
  }
  if (has_more(out.response)) out.awaited = out.response.back();
  return out;
}

}  // namespace assay::iso7816
