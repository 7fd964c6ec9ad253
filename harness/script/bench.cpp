// SPDX-License-Identifier: Apache-2.0
// Loading bench files. Key values go straight into memory that is wiped; no message ever quotes one, nor shows its line.
#include <fmt/format.h>

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "script/ics.hpp"
#include "script/loading.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using document::Node;

class BenchReader {
 public:
  BenchReader(const std::string& file, const catalogue::Catalogue& catalogue,
              document::Mistakes& mistakes)
      : file_(file), catalogue_(catalogue), mistakes_(mistakes) {
    for (const auto& [name, answer] : catalogue.ixit) known_.push_back(name);
  }

  Bench read(const Node& root) {
    bench_.file = file_;
    if (const Node* name = root.find("bench")) bench_.name = name->text;
    if (const Node* targets = root.find("targets"))
      for (const auto& entry : targets->entries)
        bench_.targets.emplace(entry.key, entry.value.text);
    if (const Node* crypto = root.find("session_crypto")) read_session_crypto(*crypto);
    if (const Node* limit = root.find("timeout_ms"))
      std::from_chars(limit->text.data(), limit->text.data() + limit->text.size(),
                      bench_.timeout_ms);
    if (const Node* ixit = root.find("ixit")) read_ixit(*ixit, "");
    if (const Node* load = root.find("load"))
      for (const auto& entry : load->entries) bench_.load.emplace(entry.key, entry.value.text);
    if (const Node* safety = root.find("safety")) read_safety(*safety);
    if (const Node* policy = root.find("policy")) read_policy(*policy);
    return std::move(bench_);
  }

 private:
  void read_session_crypto(const Node& node) {
    bench_.session_crypto = node.text;
    if (node.text.starts_with("plugin:") && node.text.size() > 7) return;
    mistakes_.add(file_, node.position, 1,
                  "session_crypto is plugin:FILE.so; a SAM is given as a target of the role sam");
  }

  /// Nested mappings are dotted names.
  void read_ixit(const Node& node, const std::string& prefix) {
    for (const auto& entry : node.entries) {
      const std::string name = prefix + entry.key;
      if (entry.value.kind == Node::Kind::mapping)
        read_ixit(entry.value, name + ".");
      else if (!catalogue_.ixit.contains(name))
        mistakes_.add(file_, entry,
                      fmt::format("the IXIT has no name '{}'{}", name, did_you_mean(name, known_)));
      else if (entry.value.kind == Node::Kind::scalar)
        read_value(name, entry.value);
    }
  }

  void read_value(const std::string& name, const Node& node) {
    auto bytes = from_hex(node.text);
    if (!bytes || !node.quoted)
      return mistakes_.add(
          file_, node.position, 1,
          fmt::format("the value of {} cannot be read; bytes between quotes are wanted", name));
    bench_.ixit.emplace(name, SecureBytes(bytes->begin(), bytes->end()));
    bench_.places.emplace(name, place(file_, node.position));
    wipe(bytes->data(), bytes->size());
  }

  void read_policy(const Node& policy) {
    const Node* forbid = policy.find("forbid");
    if (forbid == nullptr) return;
    for (const auto& item : forbid->items)
      bench_.forbidden.push_back({item.text, place(file_, item.position)});
  }

  void read_safety(const Node& safety) {
    if (const Node* ledger = safety.find("ledger")) bench_.ledger = ledger->text;
    if (const Node* emulators = safety.find("emulators"))
      for (const auto& item : emulators->items) bench_.emulators.push_back(item.text);
    const Node* allow = safety.find("allow");
    if (allow == nullptr) return;
    for (const auto& item : allow->items) {
      SafetyPermit permit;
      if (const Node* identity = item.find("identity")) permit.identity = identity->text;
      if (const Node* risk = item.find("risk"))
        permit.risk = catalogue::parse_risk(risk->text).value_or(catalogue::Risk::read);
      if (const Node* budget = item.find("failed_authentications"))
        std::from_chars(budget->text.data(), budget->text.data() + budget->text.size(),
                        permit.failed_authentications);
      bench_.permits.push_back(std::move(permit));
    }
  }

  const std::string& file_;
  const catalogue::Catalogue& catalogue_;
  document::Mistakes& mistakes_;
  std::vector<std::string_view> known_;
  Bench bench_;
};

}  // namespace

std::optional<Bench> load_bench(const std::string& file, const catalogue::Catalogue& catalogue,
                                Diagnostics& diagnostics) {
  Diagnostics found;
  auto bench =
      load_checked<Bench>(file, bench_syntax(), found, [&](const auto& document, auto& mistakes) {
        return std::optional(BenchReader(file, catalogue, mistakes).read(document.root));
      });
  hand_over_without_source(found, diagnostics);
  return bench;
}

}  // namespace assay::script
