// SPDX-License-Identifier: Apache-2.0
// What is personal in commands that read and change files.
#include "cli/redaction.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "iso7816/apdu.hpp"
#include "iso7816/tlv.hpp"

namespace assay::cli {
namespace {

/// Their answers hold contents of files: READ BINARY, READ RECORD (MULTIPLE), SEARCH RECORD, GET DATA of a card's log,
/// INCREASE and DECREASE (MULTIPLE), SV GET.
constexpr std::array<std::uint8_t, 10> tells{0xB0, 0xB1, 0xB2, 0xB3, 0xA2,
                                             0x30, 0x32, 0x38, 0x3A, 0x7C};
/// Their data do: SEARCH RECORD, UPDATE, WRITE and APPEND, INCREASE and DECREASE (MULTIPLE), SV RELOAD, DEBIT, UNDEBIT.
constexpr std::array<std::uint8_t, 15> brings{0xA2, 0xD0, 0xD2, 0xD6, 0xD7, 0xDC, 0xDD, 0xE2,
                                              0x30, 0x32, 0x38, 0x3A, 0xB8, 0xBA, 0xBC};
/// The opening of a Calypso session brings a record with it; what stands before it tells nothing of the holder.
constexpr std::uint8_t opens_session = 0x8A;

bool is_in(std::span<const std::uint8_t> list, std::uint8_t ins) {
  return std::ranges::find(list, ins) != list.end();
}

void zero(MutableByteView bytes) {
  std::ranges::fill(bytes, std::uint8_t{0});
}

/// Where the data field of a command stands.
MutableByteView data_of(Bytes& command) {
  const auto view = iso7816::parse_command(command);
  if (!view || view->data.empty()) return {};
  const auto offset = static_cast<std::size_t>(view->data.data() - command.data());
  return MutableByteView(command).subspan(offset, view->data.size());
}

MutableByteView data_of_response(Bytes& response) {
  return MutableByteView(response).first(response.size() < 2 ? 0 : response.size() - 2);
}

/// The record at the end of the opening's answer: everything behind the longest of the fixed parts.
MutableByteView record_of_opening(Bytes& response) {
  constexpr std::size_t record = 29;
  const auto data = data_of_response(response);
  return data.size() > record ? data.last(record) : MutableByteView{};
}

}  // namespace

bool Redaction::redact(Bytes& command, Bytes& response) {
  const Bytes sent = command;
  const Bytes got = response;
  if (const auto* known = catalogue::recognise(catalogue_, command)) take_secrets(*known, command);
  if (personal_) take_personal(command, response);
  return sent != command || got != response;
}

void Redaction::take_personal(Bytes& command, Bytes& response) {
  learn_serial_numbers(response);
  take_contents(command, response);
  take_serial_numbers(command);
  take_serial_numbers(response);
}

Bytes Redaction::redacted_atr(ByteView atr) const {
  constexpr std::array<std::uint8_t, 2> begins{0x80, 0x5A};
  constexpr std::array<std::uint8_t, 3> ends{0x82, 0x90, 0x00};
  constexpr std::size_t to_number = 8;  // 80 5A, then platform to software revision
  Bytes out = to_bytes(atr);
  const auto start = std::ranges::search(out, begins);
  const auto at = static_cast<std::size_t>(start.begin() - out.begin());
  if (!personal_ || start.empty() || out.size() < at + to_number + 8) return out;
  const auto number = MutableByteView(out).subspan(at + to_number, 4);
  if (!std::ranges::equal(MutableByteView(out).subspan(at + to_number + 4, ends.size()), ends))
    return out;
  for (std::uint8_t& byte : number) out.back() ^= std::exchange(byte, std::uint8_t{0});
  return out;
}

void Redaction::take_secrets(const catalogue::Command& known, Bytes& command) const {
  const bool secret =
      std::ranges::any_of(known.data, [](const catalogue::Field& field) { return field.secret; });
  if (secret) zero(data_of(command));
}

void Redaction::take_contents(Bytes& command, Bytes& response) const {
  if (command.size() < 4) return;
  const std::uint8_t ins = command[1];
  if (is_in(brings, ins)) zero(data_of(command));
  if (is_in(tells, ins)) zero(data_of_response(response));
  if (ins == opens_session) zero(record_of_opening(response));
}

void Redaction::learn_serial_numbers(ByteView response) {
  if (response.size() < 2) return;
  const auto found = iso7816::find_path(response.first(response.size() - 2), "6F/A5/BF0C/C7");
  if (!found || !*found) return;
  const Bytes number = to_bytes((*found)->value);
  const bool is_told = std::ranges::any_of(number, [](std::uint8_t byte) { return byte != 0; });
  if (!is_told || std::ranges::find(serial_numbers_, number) != serial_numbers_.end()) return;
  serial_numbers_.push_back(number);
}

void Redaction::take_serial_numbers(Bytes& bytes) const {
  for (const Bytes& number : serial_numbers_)
    for (auto at = std::ranges::search(bytes, number); !at.empty();
         at = std::ranges::search(bytes, number))
      std::ranges::fill(at, std::uint8_t{0});
}

}  // namespace assay::cli
