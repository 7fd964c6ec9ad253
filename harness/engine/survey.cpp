// SPDX-License-Identifier: Apache-2.0
#include "engine/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/hex.hpp"
#include "engine/inquiry.hpp"
#include "iso7816/atr.hpp"
#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using namespace literals;
using iso7816::CardChannel;

/// Issuer Security Domains of products in the field, for cards that select nothing by default.
constexpr auto isd_gp = "A000000151000000"_hex;
constexpr auto isd_visa = "A000000003000000"_hex;
constexpr auto isd_gemalto = "A000000018434D00"_hex;
constexpr auto isd_gp_short = "A00000015100"_hex;

/// 1.2.840.114283.4, then protocol and i (GPC H.2).
constexpr auto scp_oid = "2A864886FC6B04"_hex;

Bytes select_command(ByteView aid) {
  Bytes command{0x00, 0xA4, 0x04, 0x00};
  if (!aid.empty()) command.push_back(static_cast<std::uint8_t>(aid.size()));
  append(command, aid);
  command.push_back(0x00);
  return command;
}

class Surveyor {
 public:
  explicit Surveyor(CardChannel& channel) : channel_(channel) {}

  Result<Survey> run() {
    read_historical_bytes();
    TRY_VOID(select_issuer_domain());
    TRY_VOID(read_objects());
    TRY_VOID(read_keys());
    TRY_VOID(try_partial_name());
    TRY_VOID(count_channels());
    return std::move(out_);
  }

 private:
  void ics(std::string name, std::string value, std::string because) {
    out_.ics.push_back({std::move(name), std::move(value), std::move(because)});
  }
  void flag(std::string name, bool value, std::string because) {
    ics(std::move(name), value ? "true" : "false", std::move(because));
  }

  /// Card capabilities: compact tag '7' with three bytes, of which the third tells chaining and extended length.
  void read_historical_bytes() {
    const auto atr = iso7816::parse_atr(channel_.atr());
    if (!atr || atr->historical.empty() || atr->historical[0] != 0x80) return;
    const ByteView bytes(atr->historical);
    for (std::size_t at = 1; at < bytes.size();) {
      const std::size_t size = bytes[at] & 0x0FU;
      if (at + size >= bytes.size()) return;
      if (bytes[at] == 0x73) {
        flag("command_chaining", (bytes[at + 3] & 0x80) != 0, "card capabilities in the ATR");
        flag("extended_length", (bytes[at + 3] & 0x40) != 0, "card capabilities in the ATR");
      }
      at += 1 + size;
    }
  }

  Result<void> select_issuer_domain() {
    for (const ByteView aid : {ByteView(), ByteView(isd_gp), ByteView(isd_visa),
                               ByteView(isd_gemalto), ByteView(isd_gp_short)}) {
      TRY(const auto answer, inquire(channel_, select_command(aid)));
      if (!answer || answer->sw.is_error()) continue;
      if (answer->sw == iso7816::sw::card_locked_warning)
        ics("card_state", "7F", "SELECT is answered 6283");
      const auto name = iso7816::find_path(answer->data, "6F/84");
      if (name && *name) isd_aid_ = to_bytes((*name)->value);
      if (isd_aid_.empty()) isd_aid_ = to_bytes(aid);
      break;
    }
    if (!isd_aid_.empty())
      out_.ixit.push_back({"isd_aid", to_hex(isd_aid_), "name in the answer to SELECT"});
    return {};
  }

  Result<std::optional<Answered>> get_data(std::uint16_t tag, bool with_list = false) {
    Bytes command{0x80, 0xCA, static_cast<std::uint8_t>(tag >> 8), static_cast<std::uint8_t>(tag)};
    if (with_list) append(command, "02 5C 00"_hex);
    command.push_back(0x00);
    return inquire(channel_, command);
  }

  /// GET DATA of each object that the ICS has a line for.
  Result<void> read_objects() {
    struct Object {
      std::uint16_t tag;
      std::string_view line;
      bool list = false;
    };
    constexpr std::array objects{
        Object{0x0042, "get_data.42"},   Object{0x0045, "get_data.45"},
        Object{0x0066, "get_data.66"},   Object{0x0067, "get_data.67"},
        Object{0x00C1, "get_data.c1"},   Object{0x00E0, "get_data.e0"},
        Object{0x9F7F, "get_data.9f7f"}, Object{0x2F00, "get_data.2f00", true}};
    bool any = false;
    for (const Object& object : objects) {
      TRY(const auto answer, get_data(object.tag, object.list));
      if (!answer) continue;
      flag(std::string(object.line), answer->has_data(), "GET DATA: " + to_string(answer->sw));
      if (!answer->has_data()) continue;
      any = any || object.tag == 0x66 || object.tag == 0x9F7F;
      if (object.tag == 0x66) read_recognition_data(answer->data);
    }
    flag("gp", any,
         any ? "it answers GET DATA 66 or 9F7F" : "neither GET DATA 66 nor 9F7F is answered");
    return {};
  }

  void read_recognition_data(ByteView data) {
    std::array<std::optional<std::uint8_t>, 4> options;  // i of SCP01, SCP02, SCP03
    for (int n = 1; n <= 16; ++n) {
      const auto scp = iso7816::find_path(data, fmt::format("66/73/64#{}", n));
      if (!scp || !*scp) break;
      iso7816::TlvReader oids((*scp)->value);  // one OID, or all of them in one object
      for (auto oid = oids.next(); oid && *oid; oid = oids.next()) {
        const ByteView value = (*oid)->value;
        if (value.size() < 9 || !equal(value.first(7), scp_oid) || value[7] > 3) continue;
        // An i above 7F takes two digits of base 128.
        const bool two = value.size() > 9 && (value[8] & 0x80) != 0;
        options.at(value[7]) =
            two ? static_cast<std::uint8_t>((value[8] << 7) | value[9]) : value[8];
      }
    }
    claim_protocols(options);
  }

  void claim_protocols(const std::array<std::optional<std::uint8_t>, 4>& options) {
    const std::string because = "card recognition data (tag 66)";
    for (std::size_t scp = 1; scp <= 3; ++scp) {
      const std::string name = fmt::format("scp0{}", scp);
      const auto i = options.at(scp);
      flag(name, i.has_value(), because);
      if (!i) continue;
      ics(name + ".i", fmt::format("{:02X}", *i), because);
      if (scp == 2) {
        flag("scp02.r_mac", (*i & 0x20) != 0, because);
        out_.ixit.push_back({"scp02.sd_aid", to_hex(isd_aid_), "the domain that was selected"});
        out_.ixit.push_back({"scp02.i", fmt::format("{:02X}", *i), because});
      }
      if (scp != 3) continue;
      flag("scp03.s16", (*i & 0x01) != 0, because);
      flag("scp03.pseudo_random", (*i & 0x10) != 0, because);
      flag("scp03.r_mac", (*i & 0x20) != 0, because);
      flag("scp03.r_mac_session", (*i & 0x20) != 0, because);
      flag("scp03.r_enc", (*i & 0x40) != 0, because);
    }
  }

  /// Basic entries: identifier, version, then pairs of type and length; longer forms begin with 'FF' as type (GPC 11.3.3.1.1).
  Result<void> read_keys() {
    TRY(const auto answer, get_data(0x00E0));
    if (!answer || !answer->has_data()) return {};
    const auto whole = iso7816::find(answer->data, 0xE0);
    iso7816::TlvReader entries(whole && *whole ? (*whole)->value : ByteView(answer->data));
    for (auto entry = entries.next(); entry && *entry; entry = entries.next()) {
      const ByteView value = (*entry)->value;
      if ((*entry)->tag != 0xC0 || value.size() < 4 || value[2] == 0xFF) continue;
      out_.keys.push_back({value[0], value[1], value[2], value[3]});
    }
    note_key_versions();
    return {};
  }

  void note_key_versions() {
    const auto version_of = [&](auto is_type, std::uint16_t length) -> std::optional<std::uint8_t> {
      const auto found = std::ranges::find_if(out_.keys, [&](const SurveyedKey& key) {
        return key.identifier == 1 && is_type(key.type) && key.length == length;
      });
      return found == out_.keys.end() ? std::nullopt : std::optional(found->version);
    };
    const auto aes = [](std::uint8_t type) { return type == 0x88; };
    const auto des = [](std::uint8_t type) { return type == 0x80 || type == 0x82; };
    const auto note = [&](std::string_view group, std::optional<std::uint8_t> version) {
      if (version)
        out_.ixit.push_back({fmt::format("{}.key_version", group), fmt::format("{:02X}", *version),
                             "key information (tag E0)"});
      return version.has_value();
    };
    (void)note("scp02", version_of(des, 16));
    if (!note("scp03", version_of(aes, 16))) return;
    flag("scp03.aes192", note("scp03_192", version_of(aes, 24)), "key information (tag E0)");
    flag("scp03.aes256", note("scp03_256", version_of(aes, 32)), "key information (tag E0)");
  }

  Result<void> try_partial_name() {
    if (isd_aid_.size() <= 5) return {};
    TRY(const auto answer, inquire(channel_, select_command(ByteView(isd_aid_).first(5))));
    if (!answer) return {};
    flag("select.partial", !answer->sw.is_error(),
         "SELECT of the first 5 bytes: " + to_string(answer->sw));
    TRY_VOID(inquire(channel_, select_command(isd_aid_)));
    return {};
  }

  /// Opens logical channels until the card refuses one; the reset that follows closes them.
  Result<void> count_channels() {
    unsigned open = 1;
    std::string last = "none";
    for (; open < 20; ++open) {
      TRY(const auto answer, inquire(channel_, "00 70 00 00 01"_hex));
      if (!answer) return {};
      last = to_string(answer->sw);
      if (!answer->has_data()) break;
    }
    ics("logical_channels", fmt::format("{}", open), "MANAGE CHANNEL until " + last);
    return {};
  }

  CardChannel& channel_;
  Survey out_;
  Bytes isd_aid_;
};

}  // namespace

Result<Survey> survey(CardChannel& channel) {
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  auto seen = Surveyor(channel).run();
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  return seen;
}

}  // namespace assay::engine
