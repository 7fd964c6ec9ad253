// SPDX-License-Identifier: Apache-2.0
#include "engine/card_snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "calypso/stored_value.hpp"
#include "crypto/hash.hpp"
#include "engine/inquiry.hpp"

namespace assay::engine {
namespace {

using calypso::EfType;
using calypso::FileHeader;
using calypso::Product;
using iso7816::CardChannel;

/// What has a short digest: 8 bytes tell the visits of one card apart, and nothing else is asked of them.
std::string digest(ByteView bytes) {
  constexpr std::size_t told = 8;
  const auto whole = crypto::sha256(bytes);
  return to_hex(ByteView(whole).first(told));
}

bool is_old(const SurveyedApplication& seen) {
  const Product product = seen.application.features.product;
  return product == Product::prime_1 || product == Product::prime_2;
}

Result<Bytes> ask(CardChannel& channel, ByteView command) {
  TRY(const auto answer, inquire(channel, command));
  return answer && answer->has_data() ? answer->data : Bytes();
}

/// The records of an EF, one after the other; what the card refuses is left out.
Result<std::vector<Bytes>> read_records(CardChannel& channel, std::uint8_t cla,
                                        const FileHeader& file) {
  std::vector<Bytes> out;
  for (unsigned record = 1; record <= std::max<unsigned>(file.records, 1); ++record) {
    const Bytes command{cla, 0xB2, static_cast<std::uint8_t>(record),
                        static_cast<std::uint8_t>((file.sfi << 3U) | 0x04U), 0x00};
    TRY(auto data, ask(channel, command));
    if (data.empty()) break;
    out.push_back(std::move(data));
  }
  return out;
}

Result<std::vector<Bytes>> read_binary(CardChannel& channel, std::uint8_t cla,
                                       const FileHeader& file) {
  const Bytes command{cla, 0xB0, static_cast<std::uint8_t>(0x80U | file.sfi), 0x00, 0x00};
  TRY(auto data, ask(channel, command));
  return data.empty() ? std::vector<Bytes>() : std::vector<Bytes>{std::move(data)};
}

/// What goes into one digest, each piece with its name and length before it.
class Digested {
 public:
  void add(std::string_view name, ByteView bytes) {
    const std::string head = fmt::format("{}:{}:", name, bytes.size());
    message_.insert(message_.end(), head.begin(), head.end());
    append(message_, bytes);
  }
  [[nodiscard]] std::string take() const { return digest(message_); }

 private:
  Bytes message_;
};

Bytes startup_of(const SurveyedApplication& seen) {
  const calypso::StartupInformation& said = seen.application.startup;
  Bytes out{said.session_modifications, said.platform,        said.application_type,
            said.application_subtype,   said.software_issuer, said.software_version,
            said.software_revision};
  append(out, said.further);
  return out;
}

class Reader {
 public:
  Reader(CardChannel& channel, CardSnapshot& out) : channel_(channel), out_(out) {}

  Result<void> read(const SurveyedApplication& seen) {
    const std::string name = to_hex(seen.application.name);
    applications_.add(name, startup_of(seen));
    content_.add(seen.invalidated ? "invalidated" : "valid", seen.application.name);
    TRY_VOID(select(seen));
    for (const FileHeader& file : seen.files) TRY_VOID(read(seen, file));
    if (seen.application.features.stored_value && !out_.stored_value)
      TRY_VOID(read_stored_value(is_old(seen) ? 0xFA : 0x00));
    return {};
  }

  void finish() {
    out_.applications = applications_.take();
    out_.counters = counters_.take();
    out_.content = content_.take();
  }

 private:
  /// A card of revision 1 has one application, selected by its reset.
  Result<void> select(const SurveyedApplication& seen) {
    const Bytes& name = seen.application.name;
    if (name.empty()) return {};
    Bytes command{static_cast<std::uint8_t>(is_old(seen) ? 0x94 : 0x00), 0xA4, 0x04, 0x00,
                  static_cast<std::uint8_t>(name.size())};
    append(command, name);
    command.push_back(0x00);
    TRY_VOID(inquire(channel_, command));
    return {};
  }

  Result<void> read(const SurveyedApplication& seen, const FileHeader& file) {
    constexpr std::uint8_t always = 0x1F;
    if (file.file_type != calypso::FileType::ef || file.access[0] != always || file.sfi == 0)
      return {};
    const std::uint8_t cla = is_old(seen) ? 0x94 : 0x00;
    const std::string place = fmt::format("{}/{:04X}", to_hex(seen.application.name), file.lid);
    const bool binary = file.ef_type == EfType::binary;
    TRY(const auto records,
        binary ? read_binary(channel_, cla, file) : read_records(channel_, cla, file));
    keep(file.ef_type, place, records);
    return {};
  }

  void keep(EfType type, const std::string& place, const std::vector<Bytes>& records) {
    if (type == EfType::cyclic) {
      SeenLog log{place, {}};
      for (const Bytes& record : records) log.records.push_back(digest(record));
      if (!log.records.empty()) out_.logs.push_back(std::move(log));
      return;
    }
    const bool counts = type == EfType::counters || type == EfType::simulated_counter;
    for (const Bytes& record : records) (counts ? counters_ : content_).add(place, record);
  }

  /// SV Get for a debit tells number, balance and debit log; its challenge and signature differ each time or follow from them.
  Result<void> read_stored_value(std::uint8_t cla) {
    const std::array<std::uint8_t, 5> command{cla, 0x7C, 0x00, 0x09, 0x00};
    TRY(const auto data, ask(channel_, command));
    const auto state = calypso::parse_sv_get(data);
    if (!state) return {};
    const std::string balance = fmt::format("{}", state->balance);
    Digested all;
    all.add("balance", Bytes(balance.begin(), balance.end()));
    all.add("log", sv_log(data));
    out_.stored_value = SeenStoredValue{state->transaction, all.take()};
    return {};
  }

  static ByteView sv_log(ByteView data) {
    return data.size() >= calypso::sv_debit_log_size ? data.last(calypso::sv_debit_log_size) : data;
  }

  CardChannel& channel_;
  CardSnapshot& out_;
  Digested applications_;
  Digested counters_;
  Digested content_;
};

}  // namespace

Result<std::optional<CardSnapshot>> take_snapshot(CardChannel& channel,
                                                  const CalypsoSurvey& survey) {
  if (!survey.is_calypso()) return std::nullopt;
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  CardSnapshot out;
  const calypso::Application& first = survey.applications.front().application;
  out.validity = to_hex(ByteView(first.serial).first(2));
  out.identity = to_hex(ByteView(first.serial).subspan(2));
  out.hce = first.hce;
  Reader reader(channel, out);
  for (const SurveyedApplication& seen : survey.applications) TRY_VOID(reader.read(seen));
  reader.finish();
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  return out;
}

}  // namespace assay::engine
