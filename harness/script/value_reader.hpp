// SPDX-License-Identifier: Apache-2.0
// ValueReader: bytes of a step, with their mistakes told at the place where they stand.
#pragma once

#include <string>
#include <string_view>

#include "script/names.hpp"

namespace assay::script {

class ValueReader {
 public:
  ValueReader(const std::string& file, Reading& reading, KnownNames& names)
      : file_(file), reading_(reading), names_(names) {}

  /// The bytes at `node`, whose names must be known. After a mistake the result is of no use.
  [[nodiscard]] document::HexValue bytes(const document::Node& node) const;

  /// Tells a constant of another size; what holds names is judged when it is sent.
  void expect_size(const document::Node& node, const document::HexValue& value,
                   std::string_view name, std::size_t least, std::size_t greatest) const;

  void error(const document::Node& node, std::string message) const {
    reading_.mistakes.add(file_, node, std::move(message));
  }
  void error(const document::Entry& entry, std::string message) const {
    reading_.mistakes.add(file_, entry, std::move(message));
  }

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  [[nodiscard]] Reading& reading() const noexcept { return reading_; }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const noexcept {
    return reading_.catalogue;
  }
  [[nodiscard]] KnownNames& names() const noexcept { return names_; }

 private:
  const std::string& file_;
  Reading& reading_;
  KnownNames& names_;
};

}  // namespace assay::script
