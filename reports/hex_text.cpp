// SPDX-License-Identifier: Apache-2.0
// Commands and responses as people read them.
#include "reports/hex_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "iso7816/apdu.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t least_data = 34;  // room for a cut piece with its count

/// The secrets inside bytes[from, from + size), counted from `from`.
std::vector<journal::SecretRange> inside(std::span<const journal::SecretRange> secrets,
                                         std::size_t from, std::size_t size) {
  std::vector<journal::SecretRange> out;
  for (const auto& range : secrets) {
    const std::size_t begin = std::max(range.offset, from);
    const std::size_t end =
        std::min(range.offset + std::min(range.length, SIZE_MAX - range.offset), from + size);
    if (begin < end) out.push_back({begin - from, end - begin});
  }
  return out;
}

std::string_view why_no_answer(journal::Outcome outcome) noexcept {
  switch (outcome) {
    case journal::Outcome::answered: return "";
    case journal::Outcome::malformed: return "an answer that is no response";
    case journal::Outcome::mute: return "no answer: the card is there and mute";
    case journal::Outcome::timeout: return "no answer in time";
    case journal::Outcome::lost: return "no answer: card or reader is gone";
    case journal::Outcome::failed: return "no usable answer";
    case journal::Outcome::cut: return "power was cut";
  }
  return "";
}

}  // namespace

std::string command_text(ByteView command, std::span<const journal::SecretRange> secrets,
                         std::size_t width) {
  const auto parsed = iso7816::parse_command(command);
  if (!parsed || parsed->data.empty()) return hex_line(command, secrets, width);
  const auto front = static_cast<std::size_t>(parsed->data.data() - command.data());
  const std::size_t back = command.size() - front - parsed->data.size();
  const std::string head = hex_line(command.first(front), inside(secrets, 0, front), 3 * front);
  const std::string tail = hex_line(command.last(back), {}, 3 * back);
  const std::size_t taken = head.size() + tail.size() + 4;
  const std::size_t room = std::max(least_data, width > taken ? width - taken : 0);
  const std::string data =
      hex_line(parsed->data, inside(secrets, front, parsed->data.size()), room);
  return tail.empty() ? head + "  " + data : head + "  " + data + "  " + tail;
}

std::string response_text(ByteView response, std::size_t width,
                          std::span<const journal::SecretRange> secrets) {
  const auto parsed = iso7816::parse_response(response);
  if (!parsed) {
    if (response.empty()) return "an empty answer, without a status word";
    return fmt::format("{}  one byte, no status word", hex_line(response, {}, width));
  }
  const std::string closing =
      fmt::format("{}  {}", hex_line(response.last(2), {}, 6), meaning(parsed->sw));
  if (parsed->data.empty()) return shortened(closing, width);
  const std::size_t taken = closing.size() + 2;
  const std::size_t room = std::max(least_data, width > taken ? width - taken : 0);
  return shortened(
      hex_line(parsed->data, inside(secrets, 0, parsed->data.size()), room) + "  " + closing,
      width);
}

std::string answer_text(const KeptExchange& exchange, std::size_t width) {
  if (exchange.outcome == journal::Outcome::answered)
    return response_text(exchange.response, width, exchange.response_secrets);
  const std::string_view why = why_no_answer(exchange.outcome);
  if (exchange.remark.empty()) return shortened(why, width);
  return shortened(fmt::format("{} ({})", why, clean(exchange.remark)), width);
}

std::vector<std::string> exchange_lines(const KeptExchange& exchange, std::size_t width) {
  const std::string role = exchange.role == "card" ? "" : clean(exchange.role) + " ";
  const bool is_protected = !exchange.plain_command.empty() || !exchange.plain_response.empty();
  const std::string wire = role + (is_protected ? "wire  " : "");
  const std::string plain = role + "plain ";
  std::vector<std::string> lines;
  const auto add = [&](const std::string& label, char direction, const std::string& text) {
    lines.push_back(shortened(fmt::format("{}{} {}", label, direction, text), width));
  };
  const auto room = [&](const std::string& label) {
    return width - std::min(width, label.size() + 2);
  };
  if (!exchange.plain_command.empty())
    add(plain, '>', command_text(exchange.plain_command, exchange.secrets, room(plain)));
  add(wire, '>', command_text(exchange.command, exchange.secrets, room(wire)));
  add(wire, '<', answer_text(exchange, room(wire)));
  if (!exchange.plain_response.empty())
    add(plain, '<',
        hex_line(exchange.plain_response, exchange.plain_response_secrets, room(plain)));
  return lines;
}

}  // namespace assay::reports
