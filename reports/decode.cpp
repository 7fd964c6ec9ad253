// SPDX-License-Identifier: Apache-2.0
// Commands and responses told line by line.
#include "reports/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "iso7816/apdu.hpp"
#include "iso7816/class_byte.hpp"
#include "iso7816/tlv.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t hex_width = 72;

struct FieldPart {
  const catalogue::Field* field = nullptr;
  ByteView value;
};

bool constant_fits(const catalogue::Field& field, ByteView value) {
  if (!field.constant) return true;
  std::size_t at = 0;
  for (const auto& piece : field.constant->pieces) {
    const Bytes& literal = piece.value.literal;
    if (!piece.value.name.empty() || value.size() - at < literal.size()) return false;
    for (std::size_t i = 0; i < literal.size(); ++i, ++at)
      if (((value[at] ^ literal[i]) & (i < piece.mask.size() ? piece.mask[i] : 0xFF)) != 0)
        return false;
  }
  return at == value.size();
}

bool size_fits(const catalogue::Field& field, std::size_t size) {
  return size >= field.min_size && size <= field.max_size;
}

/// Where the value of a wrapped field lies at the front of `left`, and how much of `left` the field takes.
bool unwrap(const catalogue::Field& field, ByteView left, ByteView& value, std::size_t& taken) {
  if (field.form == catalogue::Field::Form::lv) {
    if (left.empty() || left.size() < 1u + left[0]) return false;
    value = left.subspan(1, left[0]);
    taken = 1u + left[0];
    return true;
  }
  iso7816::TlvReader reader(left);
  const auto object = reader.next();
  if (!object || !*object || (*object)->tag != field.tag) return false;
  value = (*object)->value;
  taken = (*object)->whole.size();
  return true;
}

/// The least the fields from `first` on can take.
std::size_t least_after(const std::vector<catalogue::Field>& fields, std::size_t first) {
  std::size_t least = 0;
  for (std::size_t i = first; i < fields.size(); ++i)
    if (!fields[i].optional)
      least += fields[i].min_size + (fields[i].form == catalogue::Field::Form::plain ? 0 : 1);
  return least;
}

/// Lays `fields` over `data`. False when they do not account for every byte.
bool lay_fields(const std::vector<catalogue::Field>& fields, ByteView data,
                std::vector<FieldPart>& parts) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    ByteView value;
    std::size_t taken = 0;
    if (field.form == catalogue::Field::Form::plain) {
      const std::size_t later = least_after(fields, i + 1);
      taken = std::min(field.max_size, data.size() > later ? data.size() - later : 0);
      if (taken == 0 && field.optional) continue;
      value = data.first(taken);
    } else if (!unwrap(field, data, value, taken)) {
      if (field.optional) continue;
      return false;
    }
    if (!size_fits(field, value.size()) || !constant_fits(field, value)) return false;
    parts.push_back({&field, value});
    data = data.subspan(taken);
  }
  return data.empty();
}

void add_indented(Lines& out, const Lines& more) {
  for (const auto& line : more) {
    if (out.size() >= most_decoded_lines) return;
    out.push_back("  " + line);
  }
}

void add_fields(Lines& out, const std::vector<FieldPart>& parts, ByteView whole,
                std::span<const journal::SecretRange> secrets) {
  std::size_t widest = 0;
  for (const auto& part : parts) widest = std::max(widest, part.field->name.size());
  for (const auto& part : parts) {
    std::vector<journal::SecretRange> hidden;
    const auto begin = static_cast<std::size_t>(part.value.data() - whole.data());
    for (std::size_t i = 0; i < part.value.size(); ++i)
      for (const auto& range : secrets)
        if (begin + i >= range.offset && begin + i - range.offset < range.length)
          hidden.push_back({i, 1});
    if (part.field->secret) hidden = {{0, part.value.size()}};
    const std::string note =
        part.field->name.find("aid") != std::string::npos ? std::string(aid_name(part.value)) : "";
    out.push_back(fmt::format("  {:<{}}  {}{}{}", part.field->name, widest,
                              hex_line(part.value, hidden, hex_width), note.empty() ? "" : "  ",
                              note));
  }
}

/// "key_version", when a field of the command feeds this header byte; "sfi 07, mode 01", when several do.
std::string header_note(const catalogue::Command* command,
                        const catalogue::HeaderByte catalogue::Command::* member,
                        std::uint8_t value) {
  if (command == nullptr || (command->*member).fixed) return {};
  const auto& byte = command->*member;
  std::string out = "  " + byte.field;
  for (const auto& bits : byte.bits | std::views::reverse)
    out += fmt::format("{}{} {:02X}", out.size() > 2 ? ", " : "", bits.field,
                       (value & bits.mask) >> bits.shift);
  return out;
}

bool touches(std::span<const journal::SecretRange> secrets, std::size_t from, std::size_t size) {
  return std::any_of(secrets.begin(), secrets.end(), [&](const journal::SecretRange& range) {
    return range.length > 0 && range.offset < from + size &&
           (range.offset >= from || range.length > from - range.offset);
  });
}

void add_command_data(Lines& out, ByteView bytes, const iso7816::CommandView& view,
                      const catalogue::Command* command,
                      std::span<const journal::SecretRange> secrets) {
  const auto from = static_cast<std::size_t>(view.data.data() - bytes.data());
  out.push_back(
      fmt::format("Lc  {} {}", view.data.size(), view.data.size() == 1 ? "byte" : "bytes"));
  std::vector<FieldPart> parts;
  if (command != nullptr && lay_fields(command->data, view.data, parts))
    return add_fields(out, parts, bytes, secrets);
  if (!touches(secrets, from, view.data.size()) && view.data.size() > 2 &&
      iso7816::is_tlv(view.data))
    return add_indented(out, explain_tlv(view.data));
  std::vector<journal::SecretRange> hidden;
  for (std::size_t i = 0; i < view.data.size(); ++i)
    if (touches(secrets, from + i, 1)) hidden.push_back({i, 1});
  out.push_back("  " + hex_line(view.data, hidden, hex_width));
}

}  // namespace

std::string command_name(ByteView command, const catalogue::Catalogue* catalogue) {
  if (command.size() < 4) return "malformed command";
  const auto* known = catalogue == nullptr ? nullptr : catalogue::recognise(*catalogue, command);
  return known == nullptr ? fmt::format("INS {:02X}", command[1]) : known->name;
}

std::string explain_class(std::uint8_t cla) {
  const auto parts = iso7816::parse_class(cla);
  if (!parts) return "a class that ISO/IEC 7816-4 leaves open";
  constexpr std::string_view protection[] = {"no secure messaging", "secure messaging",
                                             "secure messaging, header not authenticated",
                                             "secure messaging, header authenticated"};
  // With b8 set, GPC 11.1.4 has one form of its own, coded as 1.
  return fmt::format("{}, channel {}, {}{}",
                     parts->proprietary ? "GlobalPlatform" : "interindustry", parts->channel,
                     protection[parts->secure_messaging & 3],
                     parts->chained ? ", more of the chain follows" : "");
}

Lines explain_command(ByteView bytes, const catalogue::Catalogue* catalogue,
                      std::span<const journal::SecretRange> secrets) {
  const auto view = iso7816::parse_command(bytes);
  if (!view) return {"not a command: " + view.error().message, hex_line(bytes, secrets, hex_width)};
  const auto* command = catalogue == nullptr ? nullptr : catalogue::recognise(*catalogue, bytes);
  Lines out;
  out.push_back(command == nullptr
                    ? "a command that the catalogue does not name"
                    : fmt::format("{}  {}: {}", command->name, command->clause, command->says));
  // The classes of a Calypso card say nothing of channels and protection.
  const bool own_class = command != nullptr && !command->classes.empty();
  out.push_back(own_class ? fmt::format("CLA {:02X}", view->cla)
                          : fmt::format("CLA {:02X}  {}", view->cla, explain_class(view->cla)));
  out.push_back(fmt::format("INS {:02X}", view->ins));
  out.push_back(fmt::format("P1  {:02X}{}", view->p1,
                            header_note(command, &catalogue::Command::p1, view->p1)));
  out.push_back(fmt::format("P2  {:02X}{}", view->p2,
                            header_note(command, &catalogue::Command::p2, view->p2)));
  if (!view->data.empty()) add_command_data(out, bytes, *view, command, secrets);
  if (view->ne != 0)
    out.push_back(
        fmt::format("Le  up to {} bytes{}", view->ne, view->extended ? ", extended" : ""));
  return out;
}

std::string explain_status_word(iso7816::StatusWord sw, const catalogue::Command* command) {
  const std::array<std::uint8_t, 2> bytes{sw.sw1(), sw.sw2()};
  if (command != nullptr) {
    for (const auto& rule : command->status_words) {
      catalogue::Field field;
      field.constant = rule.sw;
      if (constant_fits(field, bytes))
        return fmt::format("{}  {} ({})", to_string(sw), rule.when, rule.clause);
    }
  }
  return fmt::format("{}  {}", to_string(sw), meaning(sw));
}

Lines explain_data(ByteView data, const catalogue::Command* command) {
  if (data.empty()) return {};
  Lines out;
  if (command != nullptr) {
    for (const auto& answer : command->answers) {
      std::vector<FieldPart> parts;
      if (!lay_fields(answer.fields, data, parts)) continue;
      out.push_back(fmt::format("{} bytes, form {}", data.size(), answer.name));
      add_fields(out, parts, data, {});
      return out;
    }
  }
  if (data.size() > 1 && iso7816::is_tlv(data)) return explain_tlv(data);
  return {hex_line(data, {}, hex_width)};
}

Lines explain_response(ByteView bytes, const catalogue::Command* command) {
  const auto view = iso7816::parse_response(bytes);
  if (!view) return {"not a response: " + view.error().message};
  Lines out{"SW  " + explain_status_word(view->sw, command)};
  add_indented(out, explain_data(view->data, command));
  return out;
}

}  // namespace assay::reports
