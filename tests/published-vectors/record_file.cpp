// SPDX-License-Identifier: Apache-2.0
#include "record_file.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "base/hex.hpp"
#include "base/text.hpp"

namespace assay::published {
namespace {

std::ifstream open(std::string_view file) {
  const std::string path = std::string(ASSAY_CRYPTOGRAPHY_VECTORS) + "/" + std::string(file);
  std::ifstream in(path);
  if (in) return in;
  std::cerr << "cannot read " << path << "\n";
  std::abort();
}

bool is_hex_line(std::string_view line) {
  return !line.empty() && line.find_first_not_of("0123456789abcdefABCDEF ") == std::string::npos;
}

}  // namespace

const std::string& Record::text(const std::string& name) const {
  const auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  std::cerr << "no '" << name << "' in this record\n";
  std::abort();
}

Bytes Record::hex(const std::string& name) const {
  const std::string& digits = text(name);
  const bool odd = digits.find(' ') == std::string::npos && digits.size() % 2 != 0;
  return from_hex(odd ? "0" + digits : digits).value();
}

Bytes Record::number(const std::string& name, std::size_t size) const {
  Bytes bytes = hex(name);
  while (bytes.size() > size && bytes.front() == 0x00) bytes.erase(bytes.begin());
  while (bytes.size() < size) bytes.insert(bytes.begin(), 0x00);
  return bytes;
}

std::size_t for_each_record(std::string_view file, std::string_view last, const Visit& visit) {
  std::ifstream in = open(file);
  Record record;
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) {
    const std::string_view text = trim(line);
    if (text.starts_with("[")) record.set("[", std::string(text));
    const auto equals = text.find('=');
    if (text.starts_with("#") || text.starts_with("[") || equals == std::string::npos) continue;
    const std::string name(trim(text.substr(0, equals)));
    record.set(name, std::string(trim(text.substr(equals + 1))));
    if (name != last) continue;
    visit(record);
    ++count;
  }
  return count;
}

std::size_t for_each_block(std::string_view file, std::string_view last, const Visit& visit) {
  std::ifstream in = open(file);
  Record record;
  std::string name;
  std::string block;
  std::size_t count = 0;
  const auto close = [&] {
    if (block.empty()) return;
    record.set(name, block);
    block.clear();
    if (name != last) return;
    visit(record);
    ++count;
  };
  for (std::string line; std::getline(in, line);) {
    const std::string_view text = trim(line);
    if (is_hex_line(text)) {
      block += std::string(text) + " ";
      continue;
    }
    close();
    if (text.starts_with("# ")) name = std::string(trim(text.substr(2)));
    while (name.ends_with(":")) name.pop_back();
  }
  close();
  return count;
}

}  // namespace assay::published
