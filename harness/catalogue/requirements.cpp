// SPDX-License-Identifier: Apache-2.0
// A column is a pointer to the member it fills, so that the order of the columns is free.
#include "catalogue/requirements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace assay::catalogue {
namespace {

struct Column {
  std::string_view name;
  std::string_view Requirement::* member;
  bool required;
};

constexpr std::array<Column, 10> columns = {{
    {"id", &Requirement::id, true},
    {"section", &Requirement::section, true},
    {"page", &Requirement::page, true},
    {"subject", &Requirement::subject, true},
    {"testable", &Requirement::testable, true},
    {"command", &Requirement::command, true},
    {"expect", &Requirement::expect, true},
    {"requirement", &Requirement::says, true},
    {"source", &Requirement::source, false},
    {"confidence", &Requirement::confidence, false},
}};

class TableReader {
 public:
  TableReader(const std::string& file, std::string_view catalogue, std::vector<Requirement>& rows,
              Diagnostics& diagnostics)
      : file_(file), catalogue_(catalogue), rows_(rows), diagnostics_(diagnostics) {}

  void read(std::string_view text) {
    for (line_ = 1; !text.empty(); ++line_) {
      const auto end = text.find('\n');
      auto line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty() || line.starts_with('#')) continue;
      if (order_.empty()) {
        if (!read_heading(line)) return;
      } else {
        read_row(line);
      }
    }
    if (order_.empty()) error("the table is empty; a line of column names is wanted");
  }

 private:
  void error(std::string message, std::size_t column = 1, std::size_t length = 1) {
    diagnostics_.add(
        {file_, {order_.empty() && line_ == 0 ? 0 : line_, column}, length, std::move(message)});
  }

  bool read_heading(std::string_view line) {
    for (const auto name : split(line, '\t')) {
      const auto column = std::ranges::find(columns, name, &Column::name);
      if (column == columns.end()) {
        std::vector<std::string_view> known;
        for (const auto& each : columns) known.push_back(each.name);
        error(fmt::format("unknown column '{}'{}", name, did_you_mean(name, known)),
              static_cast<std::size_t>(name.data() - line.data()) + 1, name.size());
        return false;
      }
      order_.push_back(column->member);
    }
    for (const auto& column : columns)
      if (column.required && std::ranges::find(order_, column.member) == order_.end()) {
        error(fmt::format("the column '{}' is missing", column.name));
        return false;
      }
    return true;
  }

  void read_row(std::string_view line) {
    Requirement row;
    std::size_t index = 0;
    for (std::string_view rest = line;; ++index) {
      const auto end = rest.find('\t');
      if (index < order_.size()) row.*order_[index] = rest.substr(0, end);
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    if (index + 1 != order_.size())
      return error(fmt::format("the row has {} columns; {} are wanted", index + 1, order_.size()));
    if (row.id.empty()) return error("the row has no id");
    constexpr std::array<std::string_view, 5> classes = {"apdu", "setup", "offcard", "none", "-"};
    if (std::ranges::find(classes, row.testable) == classes.end())
      return error(fmt::format(
          "'{}' stands in the column testable of {}; one of these is wanted: apdu, setup, "
          "offcard, none",
          row.testable, row.id));
    row.catalogue = catalogue_;
    rows_.push_back(std::move(row));
  }

  const std::string& file_;
  std::string_view catalogue_;
  std::vector<Requirement>& rows_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view Requirement::*> order_;
  std::size_t line_ = 0;
};

}  // namespace

void read_requirements(const std::string& file, std::string_view text, std::string_view catalogue,
                       std::vector<Requirement>& rows, Diagnostics& diagnostics) {
  TableReader(file, catalogue, rows, diagnostics).read(text);
}

}  // namespace assay::catalogue
