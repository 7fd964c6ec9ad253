// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_calypso.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "calypso/application.hpp"
#include "calypso/file_header.hpp"
#include "calypso/sam_answer.hpp"
#include "calypso/session_answer.hpp"
#include "calypso/stored_value.hpp"

namespace assay::cli {
namespace {

using namespace calypso;
using Lines = std::vector<std::string>;

std::string line(std::string_view what, std::string_view value) {
  return fmt::format("{:<20} {}", what, value);
}

std::string byte(std::uint8_t value) {
  return fmt::format("{:02X}", value);
}

void append_lines(Lines& out, const Lines& more) {
  out.insert(out.end(), more.begin(), more.end());
}

std::string options_text(const ProductFeatures& features) {
  std::string out;
  const auto add = [&](bool is_there, std::string_view what) {
    if (is_there) out += (out.empty() ? "" : ", ") + std::string(what);
  };
  add(features.pin, "PIN");
  add(features.stored_value, "stored value");
  add(features.extended, "extended mode");
  add(features.pki, "PKI mode");
  add(features.ratifies_on_deselect, "ratifies on deselection");
  return out.empty() ? "none" : out;
}

std::string buffer_text(const std::optional<BufferSize>& buffer) {
  if (!buffer) return "not known";
  return fmt::format("{} {}", buffer->size,
                     buffer->unit == BufferSize::Unit::bytes ? "bytes" : "commands");
}

Lines explain_startup(const StartupInformation& startup, const ProductFeatures& features) {
  Lines out;
  out.push_back(line("modifications",
                     byte(startup.session_modifications) + ", buffer of " +
                         buffer_text(buffer_of(features.product, startup.session_modifications))));
  out.push_back(line("platform", byte(startup.platform)));
  out.push_back(line("application type",
                     byte(startup.application_type) + ", " + std::string(name(features.product))));
  out.push_back(line("options", options_text(features)));
  out.push_back(line("file structure", byte(startup.application_subtype)));
  out.push_back(line("software", fmt::format("issuer {:02X}, version {:02X}, revision {:02X}",
                                             startup.software_issuer, startup.software_version,
                                             startup.software_revision)));
  if (!startup.further.empty()) out.push_back(line("further bytes", to_hex(startup.further)));
  return out;
}

Lines explain_application(const Application& application) {
  Lines out;
  if (!application.name.empty()) out.push_back(line("DF name", to_hex(application.name)));
  out.push_back(line("serial number", to_hex(application.serial) +
                                          (application.hce ? ", in a telephone (HCE)" : "")));
  append_lines(out, explain_startup(application.startup, application.features));
  out.push_back(line("data in a command", fmt::format("{} bytes", application.max_data)));
  return out;
}

Lines explain_file(const FileHeader& file) {
  Lines out;
  out.push_back(line(
      "file", fmt::format("{}, LID {:04X}, SFI {:02X}", name(file.file_type), file.lid, file.sfi)));
  if (file.file_type == FileType::ef) {
    out.push_back(line("structure", fmt::format("{}, {} x {} bytes", name(file.ef_type),
                                                file.records, file.record_size)));
    if (file.shared_reference != 0)
      out.push_back(line("shares data", fmt::format("{:04X}", file.shared_reference)));
  } else {
    for (std::size_t i = 0; i < 3; ++i)
      out.push_back(line(fmt::format("key {}", i + 1),
                         fmt::format("KIF {:02X}, KVC {:02X}", file.kif[i], file.kvc[i])));
  }
  const bool is_ef = file.file_type == FileType::ef;
  const std::array<std::string_view, 4> ef_groups{"read", "update", "write, decrease",
                                                  "append, increase"};
  const std::array<std::string_view, 4> df_groups{"rehabilitate", "invalidate", "group 2",
                                                  "group 3"};
  for (std::size_t i = 0; i < 4; ++i)
    out.push_back(
        line(is_ef ? ef_groups[i] : df_groups[i], access_text(file.access[i], file.key_levels[i])));
  out.push_back(line("DF", file.invalidated ? "invalidated" : "valid"));
  return out;
}

Lines explain_list(const std::vector<ListedFile>& files) {
  Lines out;
  for (const auto& file : files)
    out.push_back(fmt::format("LID {:04X}  SFI {:02X}  {:<18} {} x {} bytes", file.lid, file.sfi,
                              name(static_cast<EfType>(file.type)), file.records,
                              file.record_size));
  return out;
}

Lines explain_opening(const OpeningAnswer& answer) {
  Lines out;
  out.push_back(line("mode", name(answer.mode)));
  if (answer.mode == SessionMode::pki) {
    out.push_back(line("AID", to_hex(answer.aid)));
    out.push_back(line("serial number", to_hex(answer.serial)));
    out.push_back(line("status", byte(answer.status)));
  }
  out.push_back(line("transaction counter", fmt::format("{}", answer.transaction_counter)));
  out.push_back(line("card challenge", to_hex(answer.challenge)));
  out.push_back(line("previous session", answer.previous_ratified ? "ratified" : "not ratified"));
  if (answer.mode == SessionMode::extended)
    out.push_back(line("manage session", answer.may_be_managed ? "allowed" : "not allowed"));
  out.push_back(line("KIF", answer.kif ? byte(*answer.kif) : "not told"));
  out.push_back(line("KVC", answer.kvc ? byte(*answer.kvc) : "not told"));
  if (!answer.record.empty()) out.push_back(line("record", to_spaced_hex(answer.record)));
  return out;
}

Lines explain_load(const SvLoadLog& log) {
  return {line("load", fmt::format("amount {}, balance {}, transaction {}", log.amount, log.balance,
                                   log.transaction)),
          line("load date, time", fmt::format("{:04X} {:04X}", log.date, log.time)),
          line("load free bytes", fmt::format("{:02X} {:02X}", log.free_1, log.free_2)),
          line("load SAM", fmt::format("{}, transaction {}, KVC {:02X}", to_hex(log.sam),
                                       log.sam_transaction, log.kvc))};
}

Lines explain_debit(const SvDebitLog& log) {
  return {line("debit", fmt::format("amount {}, balance {}, transaction {}", log.amount,
                                    log.balance, log.transaction)),
          line("debit date, time", fmt::format("{:04X} {:04X}", log.date, log.time)),
          line("debit SAM", fmt::format("{}, transaction {}, KVC {:02X}", to_hex(log.sam),
                                        log.sam_transaction, log.kvc))};
}

Lines explain_sv(const SvState& sv) {
  Lines out{line("stored value", sv.extended ? "extended" : "regular"),
            line("balance", fmt::format("{}", sv.balance)),
            line("transaction", fmt::format("{}", sv.transaction)),
            line("KVC", byte(sv.kvc)),
            line("challenge", to_hex(sv.challenge)),
            line("previous signature", to_hex(sv.previous_signature))};
  if (sv.load) append_lines(out, explain_load(*sv.load));
  if (sv.debit) append_lines(out, explain_debit(*sv.debit));
  return out;
}

Lines explain_sam_record(const SamRecord& record) {
  Lines out{line("SAM", to_hex(record.serial)), line("reference", byte(record.reference)),
            line("signature", to_hex(record.signature)), line("record", to_hex(record.record))};
  const std::uint8_t high = record.reference & 0xF0;
  if (high != 0xE0 && high != 0xB0) return out;
  const auto counters = record.counters();
  for (std::size_t i = 0; i < counters.size(); ++i)
    out.push_back(line(
        fmt::format("value {}", i),
        fmt::format("{}{}", counters[i], (record.configuration() >> i & 1) != 0 ? ", free" : "")));
  return out;
}

Lines explain_key(const SamKeyParameters& key) {
  return {line("key", fmt::format("KIF {:02X}, KVC {:02X}, algorithm {:02X}", key.kif, key.kvc,
                                  key.algorithm)),
          line("PAR1 to PAR10", to_spaced_hex(key.parameters)), line("SAM", to_hex(key.serial)),
          line("reference", byte(key.reference)), line("signature", to_hex(key.signature))};
}

template <typename Parsed, typename Explain>
Result<Lines> told(const Result<Parsed>& parsed, Explain explain) {
  if (!parsed) return tl::unexpected(parsed.error());
  return explain(*parsed);
}

struct Kind {
  std::string_view name;
  Result<Lines> (*explain)(ByteView bytes);
};

template <SessionMode Mode>
Result<Lines> opening(ByteView bytes) {
  return told(parse_opening(Mode, bytes), explain_opening);
}

constexpr std::array kinds{
    Kind{"calypso-fci", [](ByteView b) { return told(parse_fci(b), explain_application); }},
    Kind{"calypso-file", [](ByteView b) { return told(parse_file_header(b), explain_file); }},
    Kind{"calypso-ef-list", [](ByteView b) { return told(parse_ef_list(b), explain_list); }},
    Kind{"calypso-startup",
         [](ByteView b) {
           return told(parse_startup_information(b), [](const StartupInformation& startup) {
             return explain_startup(startup, features_of(startup.application_type));
           });
         }},
    Kind{"calypso-open-regular", opening<SessionMode::regular>},
    Kind{"calypso-open-extended", opening<SessionMode::extended>},
    Kind{"calypso-open-pki", opening<SessionMode::pki>},
    Kind{"calypso-open-rev2", opening<SessionMode::revision_2>},
    Kind{"calypso-open-rev1", opening<SessionMode::revision_1>},
    Kind{"sv-get", [](ByteView b) { return told(parse_sv_get(b), explain_sv); }},
    Kind{"sv-load-log", [](ByteView b) { return told(parse_sv_load_log(b), explain_load); }},
    Kind{"sv-debit-log", [](ByteView b) { return told(parse_sv_debit_log(b), explain_debit); }},
    Kind{"sam-record", [](ByteView b) { return told(parse_sam_record(b), explain_sam_record); }},
    Kind{"sam-key-parameters",
         [](ByteView b) { return told(parse_sam_key_parameters(b), explain_key); }},
};

}  // namespace

std::string_view kind_of_calypso(ByteView bytes) {
  if (parse_fci(bytes)) return "calypso-fci";
  if (parse_file_header(bytes)) return "calypso-file";
  if (const auto list = parse_ef_list(bytes); list && !list->empty()) return "calypso-ef-list";
  if (parse_sam_record(bytes)) return "sam-record";
  if (parse_sam_key_parameters(bytes)) return "sam-key-parameters";
  return {};
}

bool is_calypso_kind(std::string_view kind) {
  return std::ranges::find(kinds, kind, &Kind::name) != kinds.end();
}

Result<std::vector<std::string>> explain_calypso(std::string_view kind, ByteView bytes) {
  const auto found = std::ranges::find(kinds, kind, &Kind::name);
  if (found == kinds.end())
    return fail(ErrorCode::not_found, "nothing of Calypso is called '{}'", kind);
  return found->explain(bytes);
}

std::vector<std::string> explain_calypso_atr(ByteView atr) {
  if (const auto sam = parse_sam_atr(atr); sam && sam->application_type == 0x80)
    return {line("Calypso SAM",
                 fmt::format("{}, serial number {}", name(sam->product), to_hex(sam->serial))),
            line("class byte", byte(sam->cla())),
            line("digest", sam->max_digest() == 0
                               ? std::string("not known")
                               : fmt::format("{} bytes a command", sam->max_digest()))};
  if (const auto card = parse_revision_1_atr(atr)) {
    Lines out{"as a Calypso card of revision 1, which has no FCI:"};
    append_lines(out, explain_application(*card));
    return out;
  }
  return {};
}

}  // namespace assay::cli
