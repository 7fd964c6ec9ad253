// SPDX-License-Identifier: Apache-2.0
// The two published transactions, for tests: the worked example of TN325 and a session of a genuine sample card.
#pragma once

#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "calypso/pki/transaction.hpp"
#include "document/node.hpp"

namespace assay::calypso::pki {

class Published {
 public:
  /// The source tree, where the file lies.
  explicit Published(const std::string& tree) {
    Diagnostics diagnostics;
    auto read = document::read_file(tree + "/specs/vectors/tools/calypso_pki_published.values",
                                    diagnostics);
    ASSAY_CHECK(read.has_value() && diagnostics.items().empty());
    document_ = *std::move(read);
  }

  /// "tn325" or "sample".
  [[nodiscard]] Transaction transaction(std::string_view name) const {
    const document::Node& node = *document_.root.find(name);
    Transaction out;
    out.public_key = hex(node, "public_key");
    out.ca_certificates.push_back(hex(node, "ca"));
    out.card_certificate = hex(node, "card");
    for (const auto& exchange : node.find("session")->items)
      out.session.push_back({*from_hex(exchange.items[0].text), *from_hex(exchange.items[1].text)});
    out.signature = hex(node, "signature");
    const document::Node& facts = *node.find("facts");
    out.aid = hex(facts, "aid");
    out.startup = hex(facts, "startup");
    out.serial.emplace();
    std::ranges::copy(hex(facts, "serial"), out.serial->begin());
    return out;
  }
  [[nodiscard]] Bytes hashed(std::string_view name) const {
    return hex(*document_.root.find(name), "hashed");
  }

  [[nodiscard]] ChainVerifier verifier(Circumstances circumstances = {{{0x20, 0x26, 0x01, 0x01}},
                                                                      Policy::strict,
                                                                      Detail::everything}) const {
    std::vector<RootKey> roots;
    for (const auto& node : document_.root.find("roots")->items) {
      KeyReference reference{};
      std::ranges::copy(hex(node, "reference"), reference.begin());
      const bool test = node.find("scope")->text == "test";
      roots.push_back(*make_root(node.find("name")->text, reference, hex(node, "modulus"),
                                 test ? Scope::test : Scope::production));
    }
    return {std::move(roots), circumstances};
  }

 private:
  static Bytes hex(const document::Node& node, std::string_view key) {
    return *from_hex(node.find(key)->text);
  }

  document::Document document_;
};

}  // namespace assay::calypso::pki
