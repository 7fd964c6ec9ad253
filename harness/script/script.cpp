// SPDX-License-Identifier: Apache-2.0
// From a suite file to plain values: checked against the syntax, then case by case and row by row.
#include "script/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/text.hpp"
#include "script/condition.hpp"
#include "script/expansion.hpp"
#include "script/step_reader.hpp"
#include "script/step_risk.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using document::Entry;
using document::Node;

constexpr std::size_t max_rows = 10000;

std::string text_at(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr ? value->text : std::string();
}

std::vector<std::string> texts_at(const Node& node, std::string_view key) {
  std::vector<std::string> out;
  if (const Node* list = node.find(key))
    for (const auto& item : list->items) out.push_back(item.text);
  return out;
}

void sort_once(std::vector<std::string>& texts) {
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

/// One row of for_each: names with their values.
using Row = std::vector<Entry>;

std::string shown(const Node& value) {
  if (value.kind == Node::Kind::scalar) return value.quoted ? "'" + value.text + "'" : value.text;
  std::string out;
  for (const auto& item : value.items) out += (out.empty() ? "" : ", ") + shown(item);
  return "[" + out + "]";
}

std::string label_of(const Row& row) {
  std::string out;
  for (const auto& entry : row)
    out += (out.empty() ? "[" : ", ") + entry.key + "=" + shown(entry.value);
  return out.empty() ? out : out + "]";
}

/// The groups of expectations written in a list of steps, procedures not looked into.
std::vector<Node*> groups_in(Node& steps) {
  std::vector<Node*> groups;
  for (auto& step : steps.items)
    for (auto& entry : step.entries) {
      if (entry.key != "expect") continue;
      if (entry.value.kind == Node::Kind::mapping) groups.push_back(&entry.value);
      for (auto& group : entry.value.items) groups.push_back(&group);
    }
  return groups;
}

class SuiteReader {
 public:
  SuiteReader(const document::Document& document, const catalogue::Catalogue& catalogue,
              document::Mistakes& mistakes)
      : file_(document.file),
        root_(document.root),
        reading_{catalogue, mistakes},
        procedures_(document.file, reading_) {}

  Suite read() {
    suite_.file = file_;
    suite_.id = text_at(root_, "suite");
    suite_.title = text_at(root_, "title");
    suite_.source = text_at(root_, "source");
    suite_.models = texts_at(root_, "models");
    if (const Node* condition = root_.find("applies_when"))
      condition_ = read_condition(*condition, file_, reading_);
    if (const Node* values = root_.find("values")) read_values(*values);
    if (const Node* cases = root_.find("cases")) {
      if (cases->kind == Node::Kind::sequence && cases->items.empty())
        error(*cases, "a suite has at least one case");
      for (const auto& item : cases->items)
        if (item.kind == Node::Kind::mapping) read_case(item);
    }
    sort_once(suite_.ixit_names);
    return std::move(suite_);
  }

 private:
  void error(const Node& node, std::string message) {
    reading_.mistakes.add(file_, node, std::move(message));
  }

  void read_values(const Node& values) {
    for (const auto& entry : values.entries) {
      check_name(entry);
      Node value = values_.apply(entry.value, file_, reading_.mistakes);
      auto parsed = document::parse_hex_value(value.text);
      if (parsed) {
        KnownNames names(reading_, suite_.ixit_names);
        names.suggest(values_.names());
        names.check(*parsed, value, file_);
        suite_.values.push_back({entry.key, std::move(*parsed), entry.position});
      }
      values_.bind(entry.key, value, file_);
    }
  }

  void check_name(const Entry& entry) {
    if (is_variable_name(entry.key)) return;
    reading_.mistakes.add(
        file_, entry,
        fmt::format("'{}' cannot be a name; lower-case letters, digits and underscores are wanted, "
                    "and not ixit, session, random, atr or calypso",
                    entry.key));
  }

  void read_case(const Node& node) {
    TestCase test;
    test.position = node.position;
    test.id = text_at(node, "id");
    refuse_repeated_id(node, test.id);
    test.title = text_at(node, "title");
    if (const std::string level = text_at(node, "level"); !level.empty()) test.level = level;
    test.tags = texts_at(root_, "tags");
    for (auto& tag : texts_at(node, "tags")) test.tags.push_back(std::move(tag));
    sort_once(test.tags);
    test.applies_when = condition_;
    if (const Node* condition = node.find("applies_when"))
      test.applies_when = both(condition_, read_condition(*condition, file_, reading_));
    Node steps = node.find("steps") != nullptr ? *node.find("steps") : Node{};
    if (steps.kind == Node::Kind::sequence && steps.items.empty())
      error(steps, "a case has at least one step");
    move_covers(node, steps);
    const std::size_t rows_told = rows_problem_;
    const auto rows = read_rows(node.find("for_each"));
    if (rows_problem_ == rows_told)
      for (const auto& row : rows) test.instances.push_back(read_instance(node, steps, row));
    for (const auto& instance : test.instances)
      if (instance.timing)
        test.covers.insert(test.covers.end(), instance.timing->covers.begin(),
                           instance.timing->covers.end());
    for (const auto& instance : test.instances)
      for (const auto* list : {&instance.given, &instance.steps, &instance.finally})
        for (const auto& step : *list)
          for (const auto& group : step.expect)
            test.covers.insert(test.covers.end(), group.covers.begin(), group.covers.end());
    sort_once(test.covers);
    suite_.cases.push_back(std::move(test));
  }

  void refuse_repeated_id(const Node& node, const std::string& id) {
    const Node* place = node.find("id");
    if (place == nullptr || id.empty()) return;
    const auto [first, is_new] = ids_.try_emplace(id, place->position.line);
    if (!is_new)
      error(*place, fmt::format("the id '{}' is taken by the case on line {}", id, first->second));
  }

  /// `covers` of a case belongs to its single group of expectations, and is moved there before anything is read.
  void move_covers(const Node& node, Node& steps) {
    const Node* covers = node.find("covers");
    if (covers == nullptr) return;
    const auto groups = groups_in(steps);
    if (groups.size() != 1)
      return error(
          *covers,
          fmt::format("the case has {} groups of expectations; move covers: to the one that "
                      "witnesses the requirement",
                      groups.size()));
    if (groups.front()->find("covers") != nullptr)
      return error(*covers, "covers: stands on the expectation already");
    groups.front()->entries.push_back({"covers", covers->position, *covers, false});
  }

  std::vector<Row> read_rows(const Node* for_each) {
    if (for_each == nullptr) return {Row{}};
    std::vector<Row> rows;
    if (for_each->kind == Node::Kind::mapping)
      rows = product_of(*for_each);
    else
      for (const auto& item : for_each->items) rows.push_back(item.entries);
    if (rows.empty()) problem_in_rows(*for_each, "for_each has no rows");
    if (!rows.empty()) check_rows(*for_each, rows.front());
    return rows;
  }

  void problem_in_rows(const Node& node, std::string message) {
    error(node, std::move(message));
    ++rows_problem_;
  }

  void check_rows(const Node& for_each, const Row& first) {
    for (const auto& entry : first) check_name(entry);
    for (const auto& item : for_each.items) {
      for (const auto& entry : item.entries)
        if (std::ranges::find(first, entry.key, &Entry::key) == first.end())
          problem_in_rows(item,
                          fmt::format("this row has '{}', which the first row has not", entry.key));
      for (const auto& entry : first)
        if (item.find(entry.key) == nullptr)
          problem_in_rows(item,
                          fmt::format("this row lacks '{}', which the first row has", entry.key));
    }
  }

  /// Every combination of a mapping of lists; the last name changes fastest.
  std::vector<Row> product_of(const Node& lists) {
    std::vector<Row> rows = {Row{}};
    for (const auto& entry : lists.entries) {
      std::vector<Row> longer;
      if (rows.size() * entry.value.items.size() > max_rows) {
        problem_in_rows(lists, fmt::format("for_each makes more than {} rows", max_rows));
        return {};
      }
      for (const auto& row : rows)
        for (const auto& item : entry.value.items) {
          longer.push_back(row);
          longer.back().push_back({entry.key, entry.position, item, false});
        }
      rows = std::move(longer);
    }
    return rows;
  }

  Instance read_instance(const Node& node, const Node& steps, const Row& row) {
    Instance instance;
    instance.label = label_of(row);
    Bindings bindings = values_;
    for (const auto& entry : row)
      bindings.bind(entry.key, values_.apply(entry.value, file_, reading_.mistakes), file_);
    KnownNames names(reading_, instance.ixit_names);
    Expansion expansion(reading_, procedures_, names);
    const auto expand = [&](const Node* list, const Bindings& with, std::vector<Step>& out) {
      if (list != nullptr) expansion.expand(*list, file_, with, out);
    };
    expand(root_.find("given"), values_, instance.given);
    expand(node.find("given"), bindings, instance.given);
    expand(&steps, bindings, instance.steps);
    expand(node.find("finally"), bindings, instance.finally);
    expand(root_.find("finally"), values_, instance.finally);
    check_cuts(node, instance);
    if (const Node* timing = node.find("timing")) instance.timing = read_timing(*timing, instance);
    instance.risk = risk_of_case(node, instance);
    sort_once(instance.ixit_names);
    suite_.ixit_names.insert(suite_.ixit_names.end(), instance.ixit_names.begin(),
                             instance.ixit_names.end());
    return instance;
  }

  /// Power goes in one step of the body, and only behind it may be asked where.
  void check_cuts(const Node& node, const Instance& instance) {
    for (const auto* phase : {&instance.given, &instance.finally})
      if (std::ranges::any_of(*phase, &Step::cut))
        error(node, "cut: every stands in steps, not in given or finally");
    const auto cuts = std::ranges::count_if(instance.steps, &Step::cut);
    if (cuts > 1) error(node, fmt::format("{} steps have cut: every; one may have it", cuts));
    const auto asks = [](const Step& step) {
      return std::ranges::any_of(step.expect,
                                 [](const Expectation& group) { return group.cut.has_value(); });
    };
    bool cut = false;
    for (const Step& step : instance.steps) {
      cut = cut || step.cut;
      if (!cut && asks(step))
        error(node, "an expectation with cut: stands before any step with cut: every");
    }
  }

  Timing read_timing(const Node& node, const Instance& instance) {
    Timing timing;
    timing.file = file_;
    timing.position = node.position;
    timing.pairs = std::strtoul(text_at(node, "pairs").c_str(), nullptr, 10);
    timing.effect_us =
        static_cast<std::uint32_t>(std::strtoul(text_at(node, "effect_us").c_str(), nullptr, 10));
    timing.alpha = std::strtod(text_at(node, "alpha").c_str(), nullptr);
    if (!(timing.alpha > 0 && timing.alpha <= 0.05))
      error(*node.find("alpha"), fmt::format("'{}' stands here; a probability up to 0.05 is wanted",
                                             text_at(node, "alpha")));
    timing.first = text_at(node, "first");
    timing.second = text_at(node, "second");
    for (const auto* key : {"first", "second"}) expect_sample(*node.find(key), instance);
    timing.covers = texts_at(node, "covers");
    for (const auto& id : timing.covers)
      if (reading_.catalogue.requirement(id) == nullptr)
        error(*node.find("covers"), fmt::format("there is no requirement '{}'", id));
    return timing;
  }

  void expect_sample(const Node& name, const Instance& instance) {
    const auto count = std::ranges::count(instance.steps, name.text, &Step::sample);
    if (count != 1)
      error(name, fmt::format("{} steps have the sample '{}'; one is wanted", count, name.text));
  }

  [[nodiscard]] catalogue::Risk risk_of_case(const Node& node, const Instance& instance) const {
    auto risk = catalogue::parse_risk(text_at(node, "risk")).value_or(catalogue::Risk::read);
    for (const auto* list : {&instance.given, &instance.steps, &instance.finally})
      for (const auto& step : *list) risk = std::max(risk, risk_of(step, reading_.catalogue));
    return risk;
  }

  std::string file_;
  const Node& root_;
  Reading reading_;
  Procedures procedures_;
  Suite suite_;
  Condition condition_;
  Bindings values_;
  std::map<std::string, std::size_t> ids_;
  std::size_t rows_problem_ = 0;
};

}  // namespace

std::optional<Suite> read_suite(const document::Document& document,
                                const catalogue::Catalogue& catalogue, Diagnostics& diagnostics) {
  document::Mistakes mistakes;
  document::validate(document.root, suite_syntax(), document.file, mistakes);
  Suite suite = SuiteReader(document, catalogue, mistakes).read();
  const bool sound = mistakes.empty();
  mistakes.hand_over(diagnostics);
  if (!sound) return std::nullopt;
  return suite;
}

std::optional<Suite> load_suite(const std::string& file, const catalogue::Catalogue& catalogue,
                                Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.items().size();
  const auto document = document::read_file(file, diagnostics);
  if (!document) diagnostics.add({file, {}, 1, document.error().message});
  if (diagnostics.items().size() != before) return std::nullopt;
  return read_suite(*document, catalogue, diagnostics);
}

}  // namespace assay::script
