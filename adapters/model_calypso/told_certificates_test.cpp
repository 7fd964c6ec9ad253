// SPDX-License-Identifier: Apache-2.0
// Every mistake of a certificate breaks the rule that its table names, and no other: it is signed as a right one would be.
#include "adapters/model_calypso/told_certificates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "adapters/model_calypso/deviations/pki_certificates.hpp"
#include "adapters/model_calypso/test_pki.hpp"
#include "adapters/model_calypso/told_chain_fixture.hpp"

namespace assay::model::calypso {
namespace {

constexpr std::string_view today = "20260101", no_date = "00000000";

/// The application that the card was asked for.
struct Application {
  std::string aid;
  std::string startup = "0A3F3B02141001";
  std::string serial = "0000000011223344";
};

std::string part(ByteView bytes, std::size_t place, std::size_t size) {
  return to_hex(bytes.subspan(place, size));
}

bool is_day(const std::string& date) {
  const bool decimal = date.find_first_not_of("0123456789") == std::string::npos;
  const std::string month = date.substr(4, 2);
  const std::string day = date.substr(6, 2);
  return date == no_date ||
         (decimal && month >= "01" && month <= "12" && day >= "01" && day <= "31");
}

/// Rows of the requirements that certificates break, judged field by field.
class Judge {
 public:
  Judge(const Chain& chain, const Application& application)
      : ca_(chain.ca), card_(chain.card), key_(to_hex(chain.public_key)), app_(application) {}

  std::set<std::string> broken() {
    judge_ca();
    judge_limits();
    judge_card();
    const Bytes inside = opened(modulus(), card_, 60);
    broken_if(inside.empty(), "CAL-PKI-20");
    if (!inside.empty()) judge_inside(inside);
    return rows_;
  }

 private:
  void broken_if(bool wrong, const char* row) {
    if (wrong) rows_.insert(row);
  }

  void judge_dates(const std::string& start, const std::string& end, const char* sense,
                   const char* begun, const char* ended) {
    broken_if(!is_day(start) || !is_day(end) || (end != no_date && end < start), sense);
    broken_if(start > today, begun);
    broken_if(end != no_date && end < today, ended);
  }

  void judge_ca() {
    const std::uint8_t rights = ca_[68];
    const std::uint8_t scope = ca_[69];
    broken_if(part(ca_, 0, 2) != "9001", "CAL-PKI-11");
    broken_if(opened(test_issuer_key("root").public_key().modulus(), ca_, 128).empty(),
              "CAL-PKI-12");
    broken_if((rights & 0x04U) != 0 || (rights & 0x0CU) == 0x0C, "CAL-PKI-13");
    broken_if(scope != 0x00 && scope != 0x01 && scope != 0xFF, "CAL-PKI-14");
    broken_if(part(ca_, 2, 29) != "0BF041535341595F524F4F540000000000000000000000000000000001",
              "CAL-PKI-27");
    judge_dates(part(ca_, 60, 4), part(ca_, 70, 4), "CAL-PKI-28", "CAL-PKI-29", "CAL-PKI-31");
    broken_if(part(ca_, 64, 4) != "00000000" || part(ca_, 92, 2) != "0000", "CAL-PKI-33");
    broken_if(ca_[91] > 0x01, "CAL-PKI-34");
  }

  void judge_limits() {
    const std::size_t size = ca_[74];
    const bool none = size == 0xFF && part(ca_, 75, 16) == std::string(32, '0');
    if (none) return;
    if (size < 5 || size > 16) return broken_if(true, "CAL-PKI-15");
    const std::string limit = part(ca_, 75, size);
    const bool begins = app_.aid.starts_with(limit) && (ca_[91] & 0x01U) != 0;
    broken_if(limit != app_.aid && !begins, "CAL-PKI-35");
  }

  /// Of the CA that is told; when it does not open, of the one that signed.
  Bytes modulus() {
    const Bytes recovered = opened(test_issuer_key("root").public_key().modulus(), ca_, 128);
    if (recovered.empty()) return to_bytes(test_issuer_key("ca").public_key().modulus());
    Bytes out = to_bytes(ByteView(ca_).subspan(94, 34));
    append(out, recovered);
    return out;
  }

  void judge_card() {
    const std::size_t size = app_.aid.size() / 2;
    broken_if(part(card_, 0, 2) != "9101", "CAL-PKI-16");
    broken_if(part(card_, 2, 29) != part(ca_, 31, 29), "CAL-PKI-17");
    broken_if(part(card_, 32, size) != app_.aid, "CAL-PKI-18");
    const bool padded = part(card_, 32 + size, 16 - size) == std::string(2 * (16 - size), '0');
    broken_if(card_[31] != size || !padded, "CAL-PKI-37");
    broken_if(part(card_, 48, 8) != app_.serial, "CAL-PKI-19");
  }

  void judge_inside(ByteView inside) {
    judge_dates(part(inside, 0, 4), part(inside, 4, 4), "CAL-PKI-23", "CAL-PKI-30", "CAL-PKI-32");
    broken_if(inside[8] != 0x00, "CAL-PKI-38");
    broken_if(part(inside, 9, 7) != app_.startup, "CAL-PKI-21");
    broken_if(part(inside, 16, 18) != std::string(36, '0') ||
                  part(inside, 98, 124) != std::string(248, '0'),
              "CAL-PKI-39");
    broken_if(part(inside, 34, 64) != key_, "CAL-PKI-22");
  }

  Bytes ca_, card_;
  std::string key_;
  Application app_;
  std::set<std::string> rows_;
};

std::set<std::string> broken_by(std::string_view profile, const DeviationInfo* info) {
  TestCard card(profile);
  if (info != nullptr) card.environment.deviations.set(static_cast<std::size_t>(info->deviation));
  Application application;
  application.aid = profile == "pki-limited" ? "A000000291FF9101000001" : "A000000291FF9101";
  const std::string size = to_hex(Bytes{static_cast<std::uint8_t>(application.aid.size() / 2)});
  card.send("00A40400" + size + application.aid + "00");
  return Judge(chain_of(card), application).broken();
}

TEST(ToldCertificates, BreakNoRule) {
  EXPECT_EQ(broken_by("pki-certified", nullptr), std::set<std::string>());
  EXPECT_EQ(broken_by("pki-limited", nullptr), std::set<std::string>());
}

TEST(ToldCertificates, BreakTheRuleOfTheirMistakeAlone) {
  for (const DeviationInfo& info : deviations::pki_certificates) {
    std::set<std::string> expected{std::string(info.rows)};
    // What ends before it starts has ended or not begun.
    if (info.deviation == CalypsoDeviation::ca_ends_before_start) expected.insert("CAL-PKI-31");
    if (info.deviation == CalypsoDeviation::card_certificate_ends_before_start)
      expected.insert("CAL-PKI-32");
    EXPECT_EQ(broken_by(info.profile, &info), expected) << info.id;
  }
}

}  // namespace
}  // namespace assay::model::calypso
