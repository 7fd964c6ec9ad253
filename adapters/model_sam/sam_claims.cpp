// SPDX-License-Identifier: Apache-2.0
// ICS and IXIT of a profile.   Source: the names are those of the harness.
#include <string_view>
#include <utility>

#include "adapters/model_sam/sam_choices.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {
namespace {

class Names {
 public:
  void flag(std::string_view name, bool value) { text(name, value ? "true" : "false"); }
  void hex(std::string_view name, ByteView value) { text(name, to_hex(value)); }
  void text(std::string_view name, std::string value) {
    values_.push_back({std::string(name), std::move(value)});
  }
  std::vector<NamedValue> take() { return std::move(values_); }

 private:
  std::vector<NamedValue> values_;
};

std::string_view name_of(Product product) {
  switch (product) {
    case Product::c1: return "c1";
    case Product::hsm: return "hsm";
    case Product::s1dx: return "s1d";
    case Product::s1e1: return "s1e1";
  }
  return "";
}

}  // namespace

std::vector<NamedValue> make_ics(const Choices& choices) {
  Names ics;
  ics.flag("sam", true);
  ics.text("sam.product", std::string(name_of(choices.product)));
  return ics.take();
}

std::vector<NamedValue> make_ixit(const Choices& choices) {
  Names ixit;
  (void)choices;
  return ixit.take();
}

}  // namespace assay::model::sam
