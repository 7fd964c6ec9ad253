// SPDX-License-Identifier: Apache-2.0
// Files of records: "name = value" lines as NIST's CAVP writes them, and the headed hex blocks of RSA Laboratories.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace assay::published {

/// What stands in force at one place of a file: a value stays until its name comes again.
class Record {
 public:
  void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  [[nodiscard]] const std::string& text(const std::string& name) const;
  /// The value as bytes, an odd number of digits with a 0 before it.
  [[nodiscard]] Bytes hex(const std::string& name) const;
  /// The same, cut or filled up on the left to this size; what is cut must be zero.
  [[nodiscard]] Bytes number(const std::string& name, std::size_t size) const;
  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }

 private:
  std::map<std::string, std::string> values_;
};

using Visit = std::function<void(const Record& record)>;

/// Calls `visit` after each line "`last` = ..". A heading "[..]" is the value of "[".
/// Answers how many records there were; a file that cannot be read stops the program.
std::size_t for_each_record(std::string_view file, std::string_view last, const Visit& visit);

/// The same for blocks of hex under "# Name:" lines; names repeated for a key ("Modulus") overwrite each other.
std::size_t for_each_block(std::string_view file, std::string_view last, const Visit& visit);

}  // namespace assay::published
