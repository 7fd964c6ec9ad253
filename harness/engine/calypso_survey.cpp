// SPDX-License-Identifier: Apache-2.0
// Asking a Calypso card for its applications and files.
#include "engine/calypso_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/hex.hpp"
#include "calypso/sam_answer.hpp"
#include "engine/inquiry.hpp"

namespace assay::engine {
namespace {

using namespace literals;
using calypso::FileHeader;
using calypso::Product;
using iso7816::CardChannel;

/// Beginnings of application names in public use: transport, CNA, Navigo, stored value, master file.
constexpr auto transport = "315449432E"_hex;
constexpr auto cna = "A000000291"_hex;
constexpr auto navigo = "A000000404"_hex;
constexpr auto stored_value = "304554502E"_hex;
constexpr auto master_file = "334D54522E"_hex;
constexpr std::array<ByteView, 5> beginnings{transport, cna, navigo, stored_value, master_file};

/// More applications or files than a card has: one that never says that there is no further one.
constexpr std::size_t most_applications = 16;
constexpr std::size_t most_files = 64;

constexpr std::uint8_t class_of(Product product) noexcept {
  return product == Product::prime_1 || product == Product::prime_2 ? 0x94 : 0x00;
}

Bytes select_application(ByteView name, bool next) {
  Bytes command{0x00, 0xA4, 0x04, static_cast<std::uint8_t>(next ? 0x02 : 0x00),
                static_cast<std::uint8_t>(name.size())};
  append(command, name);
  command.push_back(0x00);
  return command;
}

/// The application that answers to this beginning, or nothing. Revision 2 has a class of its own.
Result<std::optional<SurveyedApplication>> find(CardChannel& channel, ByteView beginning,
                                                bool next) {
  Bytes command = select_application(beginning, next);
  TRY(auto answer, inquire(channel, command));
  if (answer && answer->sw == iso7816::sw::class_not_supported) {
    command[0] = 0x94;
    TRY(answer, inquire(channel, command));
  }
  if (!answer || answer->data.empty()) return std::nullopt;
  auto parsed = calypso::parse_fci(answer->data);
  if (!parsed) return std::nullopt;
  SurveyedApplication out;
  out.application = *std::move(parsed);
  out.invalidated = answer->sw == iso7816::StatusWord{0x6283};
  return out;
}

Result<std::optional<FileHeader>> select_file(CardChannel& channel, Product product,
                                              std::uint8_t p1, std::uint8_t p2) {
  const Bytes command{class_of(product), 0xA4, p1, p2, 0x02, 0x00, 0x00, 0x00};
  TRY(const auto answer, inquire(channel, command));
  if (!answer || !answer->has_data()) return std::nullopt;
  const auto header = calypso::parse_file_header(answer->data, product);
  return header ? std::optional(*header) : std::nullopt;
}

/// The current DF, then its first EF and every next one.
Result<std::vector<FileHeader>> walk_files(CardChannel& channel, Product product) {
  std::vector<FileHeader> files;
  TRY(const auto df, select_file(channel, product, 0x09, 0x00));
  if (df) files.push_back(*df);
  for (std::uint8_t p2 = 0x00; files.size() < most_files; p2 = 0x02) {
    TRY(const auto file, select_file(channel, product, 0x02, p2));
    if (!file) break;
    if (p2 == 0x02 && file->lid == files.back().lid) break;
    files.push_back(*file);
  }
  return files;
}

bool is_known(const CalypsoSurvey& seen, const SurveyedApplication& found) {
  return std::ranges::any_of(seen.applications, [&](const SurveyedApplication& other) {
    return other.application.name == found.application.name;
  });
}

Result<void> find_all(CardChannel& channel, CalypsoSurvey& out) {
  for (const ByteView beginning : beginnings) {
    for (bool next = false; out.applications.size() < most_applications; next = true) {
      TRY(auto found, find(channel, beginning, next));
      if (!found || is_known(out, *found)) break;
      TRY(found->files, walk_files(channel, found->application.features.product));
      out.applications.push_back(*std::move(found));
      // Looking at files may have moved what counts as the occurrence before.
      TRY(const auto again, find(channel, out.applications.back().application.name, false));
      if (!again) break;
    }
  }
  return {};
}

/// Lines of the drafts, each with its evidence.
class Lines {
 public:
  explicit Lines(CalypsoSurvey& out) : out_(out) {}

  void ics(std::string name, std::string value, std::string because) {
    out_.ics.push_back({std::move(name), std::move(value), std::move(because)});
  }
  void flag(std::string name, bool value, std::string because) {
    ics(std::move(name), value ? "true" : "false", std::move(because));
  }
  void ixit(std::string name, ByteView value, std::string because) {
    out_.ixit.push_back({std::move(name), to_hex(value), std::move(because)});
  }

 private:
  CalypsoSurvey& out_;
};

std::string_view product_word(Product product) {
  switch (product) {
    case Product::light: return "light";
    case Product::basic: return "basic";
    default: return "prime";
  }
}

std::string_view revision_digit(Product product) {
  switch (product) {
    case Product::prime_1: return "1";
    case Product::prime_2: return "2";
    default: return "3";
  }
}

void tell_product(const calypso::Application& application, Lines& lines) {
  const Product product = application.features.product;
  const std::string type =
      fmt::format("application type {:02X}", application.startup.application_type);
  lines.flag("calypso", true, "it answers as a Calypso application");
  if (product == Product::unknown) return;
  lines.ics("calypso.product", std::string(product_word(product)), type);
  lines.ics("calypso.revision", std::string(revision_digit(product)), type);
  lines.flag("calypso.hce", application.hce, "bit 7 of byte 3 of the serial number");
  lines.flag("calypso.extended", application.features.extended, type);
  lines.flag("calypso.pki", application.features.pki, type);
  lines.flag("calypso.pin", application.features.pin, type);
  lines.flag("calypso.sv", application.features.stored_value, type);
  if (product != Product::light && product != Product::basic)
    lines.flag("calypso.ratifies_on_deselect", application.features.ratifies_on_deselect, type);
  if (!application.buffer) return;
  const bool in_bytes = application.buffer->unit == calypso::BufferSize::Unit::bytes;
  const std::string byte = fmt::format("startup information, first byte {:02X}",
                                       application.startup.session_modifications);
  lines.ics("calypso.buffer", in_bytes ? "bytes" : "commands", type);
  lines.ics("calypso.buffer_size", fmt::format("{}", application.buffer->size), byte);
}

void tell_application(const SurveyedApplication& seen, Lines& lines) {
  const calypso::Application& application = seen.application;
  if (!application.name.empty())
    lines.ixit("calypso.aid", application.name, "name in the answer to SELECT");
  lines.ixit("calypso.serial", application.serial, "serial number of the application");
  const std::array cla{class_of(application.features.product)};
  lines.ixit("calypso.cla", cla, "class of this product");
  const auto df = std::ranges::find_if(
      seen.files, [](const FileHeader& file) { return file.file_type != calypso::FileType::ef; });
  if (df == seen.files.end()) return;
  lines.ixit("calypso.kif", df->kif, "header of the DF");
  lines.ixit("calypso.kvc", df->kvc, "header of the DF");
}

std::string access_of(const FileHeader& file, std::size_t group) {
  return calypso::access_text(file.access.at(group), file.key_levels.at(group));
}

std::string describe(const FileHeader& file) {
  if (file.file_type != calypso::FileType::ef)
    return fmt::format("{} {:04X}  KIF {}  KVC {}{}", name(file.file_type), file.lid,
                       to_spaced_hex(file.kif), to_spaced_hex(file.kvc),
                       file.invalidated ? "  invalidated" : "");
  const std::string size = file.ef_type == calypso::EfType::binary
                               ? fmt::format("{} bytes", file.record_size)
                               : fmt::format("{} x {} bytes", file.records, file.record_size);
  return fmt::format("EF {:04X}  SFI {:02X}  {:<17} {:<14} read {}, update {}, write {}, append {}",
                     file.lid, file.sfi, name(file.ef_type), size, access_of(file, 0),
                     access_of(file, 1), access_of(file, 2), access_of(file, 3));
}

Result<void> look_at_revision_1(CardChannel& channel, CalypsoSurvey& out) {
  auto old = calypso::parse_revision_1_atr(channel.atr());
  if (!old) return {};
  SurveyedApplication only;
  only.application = *std::move(old);
  TRY(only.files, walk_files(channel, Product::prime_1));
  out.applications.push_back(std::move(only));
  return {};
}

Result<CalypsoSurvey> ask(CardChannel& channel) {
  CalypsoSurvey out;
  TRY_VOID(find_all(channel, out));
  // Last: the ATR of a later card can have the same form, but that card answers SELECT with an FCI.
  if (out.applications.empty()) TRY_VOID(look_at_revision_1(channel, out));
  if (out.applications.empty()) return out;
  Lines lines(out);
  tell_product(out.applications.front().application, lines);
  tell_application(out.applications.front(), lines);
  return out;
}

}  // namespace

Result<CalypsoSurvey> survey_calypso(CardChannel& channel) {
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  auto seen = ask(channel);
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  return seen;
}

Result<std::string> calypso_identity(CardChannel& channel) {
  const auto sam = calypso::parse_sam_atr(channel.atr());
  // The ATR of a contact card has the same form; its application type is another.
  if (sam && sam->product != calypso::SamProduct::other)
    return "calypso-sam:" + to_hex(sam->serial);
  for (const ByteView beginning : beginnings) {
    TRY(const auto found, find(channel, beginning, false));
    if (found) return "calypso:" + to_hex(found->application.serial);
  }
  if (const auto old = calypso::parse_revision_1_atr(channel.atr()))
    return "calypso:" + to_hex(old->serial);
  return std::string();
}

std::vector<std::string> file_tree(const SurveyedApplication& seen) {
  std::vector<std::string> lines;
  const bool named = !seen.application.name.empty();
  lines.push_back(fmt::format("{}  {}{}", named ? to_hex(seen.application.name) : "(no name)",
                              name(seen.application.features.product),
                              seen.invalidated ? "  invalidated" : ""));
  for (std::size_t i = 0; i < seen.files.size(); ++i) {
    const bool last = i + 1 == seen.files.size();
    lines.push_back(fmt::format("{} {}", last ? "`--" : "|--", describe(seen.files[i])));
  }
  if (seen.files.empty()) lines.emplace_back("`-- SELECT FILE tells no files");
  return lines;
}

}  // namespace assay::engine
