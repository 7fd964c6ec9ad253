// SPDX-License-Identifier: Apache-2.0
// Walks over a specs/ folder and gives every file to the reader its name asks for.
#include "catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>

#include "base/text.hpp"
#include "catalogue/command_reader.hpp"
#include "catalogue/requirements.hpp"
#include "catalogue/syntax.hpp"
#include "document/mistakes.hpp"
#include "document/node.hpp"

namespace assay::catalogue {
namespace {

namespace fs = std::filesystem;
using document::Node;

std::string text_at(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr ? value->text : std::string();
}

NamedAnswer::Type parse_type(std::string_view text) {
  if (text == "number") return NamedAnswer::Type::number;
  if (text == "hex") return NamedAnswer::Type::hex;
  if (text == "text") return NamedAnswer::Type::text;
  return NamedAnswer::Type::boolean;
}

struct ParsedFile {
  Result<document::Document> document;
  Diagnostics mistakes;
};

/// One loading: knows the catalogue being filled and where mistakes go.
class Loader {
 public:
  Loader(Catalogue& catalogue, Diagnostics& diagnostics)
      : catalogue_(catalogue), diagnostics_(diagnostics) {}

  void load_yaml(const std::string& file, const ParsedFile& parsed, const document::Schema& syntax,
                 void (Loader::*read)(const document::Document&)) {
    for (const auto& mistake : parsed.mistakes.items()) diagnostics_.add(mistake);
    const auto& document = parsed.document;
    if (!document) return diagnostics_.add({file, {}, 1, document.error().message});
    catalogue_.files.push_back(file);
    // An unreadable file has a null root and its mistakes are told; an empty one has none so far.
    if (document->root.kind == Node::Kind::null && !trim(document->text).empty()) return;
    document::validate(document->root, syntax, file, mistakes_);
    (this->*read)(*document);
  }

  void load_table(const std::string& file, const fs::path& below) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    std::string text(in ? static_cast<std::size_t>(in.tellg()) : 0, '\0');
    in.seekg(0).read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in) return diagnostics_.add({file, {}, 1, "the file cannot be read"});
    catalogue_.files.push_back(file);
    const bool in_folder = below.has_parent_path();
    const std::string name = in_folder ? below.begin()->string() : below.stem().string();
    catalogue_.tables.push_back(std::make_shared<const std::string>(std::move(text)));
    read_requirements(file, *catalogue_.tables.back(), name, catalogue_.requirements, diagnostics_);
  }

  void read_commands(const document::Document& document) {
    const Node* commands = document.root.find("commands");
    if (commands == nullptr) return;
    for (const auto& entry : commands->entries) {
      Command command = read_command(entry, document.file, mistakes_);
      const auto [existing, is_new] =
          catalogue_.commands.try_emplace(entry.key, std::move(command));
      if (!is_new)
        mistakes_.add(document.file, entry,
                      fmt::format("the command '{}' is described twice", entry.key));
    }
  }

  void read_ics(const document::Document& document) { read_names(document, "ics", catalogue_.ics); }
  void read_ixit(const document::Document& document) {
    read_names(document, "ixit", catalogue_.ixit);
  }

  void read_exceptions(const document::Document& document) {
    if (const Node* lines = document.root.find("exceptions"))
      for (const auto& line : lines->items)
        catalogue_.exceptions.push_back(
            {text_at(line, "id"), text_at(line, "reason"), text_at(line, "because")});
    if (const Node* lines = document.root.find("same_as"))
      for (const auto& line : lines->items)
        catalogue_.same_as.push_back(
            {text_at(line, "id"), text_at(line, "is"), text_at(line, "because")});
    exceptions_.push_back(document);
  }

  void read_deviations(const document::Document& document) {
    const Node* lines = document.root.find("terminal_deviations");
    if (lines == nullptr) return;
    for (const auto& line : lines->items) {
      TerminalDeviationInfo info;
      info.name = text_at(line, "name");
      info.risk = parse_risk(text_at(line, "risk")).value_or(Risk::irreversible);
      info.says = text_at(line, "says");
      if (!catalogue_.terminal_deviations.emplace(info.name, info).second)
        mistakes_.add(document.file, line,
                      fmt::format("the deviation '{}' stands twice", info.name));
    }
  }

  void finish() {
    sort_rows();
    const auto& rows = catalogue_.requirements;
    for (std::size_t i = 1; i < rows.size(); ++i)
      if (rows[i].id == rows[i - 1].id)
        diagnostics_.add(
            {catalogue_.folder, {}, 1, fmt::format("the requirement {} stands twice", rows[i].id)});
    for (const auto& document : exceptions_) check_exceptions(document);
    mistakes_.hand_over(diagnostics_);
  }

 private:
  void read_names(const document::Document& document, std::string_view key,
                  std::map<std::string, NamedAnswer, std::less<>>& names) {
    const Node* lines = document.root.find(key);
    if (lines == nullptr) return;
    for (const auto& line : lines->items) {
      NamedAnswer answer{text_at(line, "name"), parse_type(text_at(line, "type")),
                         text_at(line, "says"), text_at(line, "secret") == "true", std::nullopt};
      if (const Node* usual = line.find("usual"))
        if (const auto value = document::parse_hex_value(usual->text);
            value && value->is_constant())
          answer.usual = value->constant();
      if (!names.emplace(answer.name, answer).second)
        mistakes_.add(document.file, line, fmt::format("the name '{}' stands twice", answer.name));
    }
  }

  /// A row is large: the order is found first, and every row moved once.
  void sort_rows() {
    auto& rows = catalogue_.requirements;
    std::vector<Requirement*> order;
    for (auto& row : rows) order.push_back(&row);
    std::ranges::stable_sort(order, {}, [](const Requirement* row) { return row->id; });
    std::vector<Requirement> sorted;
    sorted.reserve(rows.size());
    for (auto* row : order) sorted.push_back(std::move(*row));
    rows = std::move(sorted);
  }

  /// Rows named in the lists must exist: a typing mistake there would hide an open row.
  void check_exceptions(const document::Document& document) {
    for (const auto& list : document.root.entries)
      for (const auto& line : list.value.items)
        for (const auto key : {"id", "is"}) {
          const Node* id = line.find(key);
          if (id != nullptr && catalogue_.requirement(id->text) == nullptr)
            mistakes_.add(document.file, *id,
                          fmt::format("there is no requirement '{}'", id->text));
        }
  }

  Catalogue& catalogue_;
  Diagnostics& diagnostics_;
  document::Mistakes mistakes_;
  std::vector<document::Document> exceptions_;
};

/// Every file of the folder, in an order that does not depend on the file system.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    if (at->is_regular_file(error)) files.push_back(at->path());
  std::ranges::sort(files);
  return files;
}

/// How a YAML file of the folder is read, by its name.
struct YamlKind {
  const document::Schema& (*syntax)() = nullptr;
  void (Loader::*read)(const document::Document&) = nullptr;
};

std::optional<YamlKind> yaml_kind(const fs::path& path, Parts parts) {
  if (path.extension() != ".yaml") return std::nullopt;
  const std::string name = path.filename().string();
  if (name.starts_with("commands") || name.ends_with("-commands.yaml"))
    return YamlKind{command_catalogue_syntax, &Loader::read_commands};
  if (name == "ics.yaml") return YamlKind{ics_names_syntax, &Loader::read_ics};
  if (name == "ixit.yaml") return YamlKind{ixit_names_syntax, &Loader::read_ixit};
  if (name == "exceptions.yaml" && parts == Parts::all)
    return YamlKind{exceptions_syntax, &Loader::read_exceptions};
  if (name == "terminal-deviations.yaml")
    return YamlKind{terminal_deviations_syntax, &Loader::read_deviations};
  return std::nullopt;
}

/// Parsing YAML is most of the time that the program needs to start, so all files are parsed at once.
std::future<ParsedFile> start_parsing(const std::string& file) {
  return std::async(std::launch::async, [file] {
    Diagnostics mistakes;
    auto document = document::read_file(file, mistakes);
    return ParsedFile{std::move(document), std::move(mistakes)};
  });
}

struct YamlFile {
  std::string file;
  YamlKind kind;
  std::future<ParsedFile> parsed;
};

/// Files are taken in their order, whichever was parsed first, so that mistakes are told alike in every run.
void load_files(Loader& loader, const fs::path& folder, Parts parts) {
  std::vector<YamlFile> yaml;
  std::vector<std::pair<std::string, fs::path>> tables;
  for (const auto& path : files_below(folder)) {
    const fs::path below = path.lexically_relative(folder);
    const std::string room = below.begin()->string();
    if (room == "vectors" || room == "schemas") continue;
    if (room == "requirements") {
      if (path.extension() == ".tsv")
        tables.emplace_back(path.string(), below.lexically_relative("requirements"));
    } else if (const auto kind = yaml_kind(path, parts)) {
      yaml.push_back({path.string(), *kind, start_parsing(path.string())});
    }
  }
  for (const auto& [file, below] : tables) loader.load_table(file, below);
  for (auto& each : yaml)
    loader.load_yaml(each.file, each.parsed.get(), each.kind.syntax(), each.kind.read);
}

}  // namespace

std::string_view name(Risk risk) noexcept {
  switch (risk) {
    case Risk::read: return "read";
    case Risk::auth_failure: return "auth-failure";
    case Risk::persistent: return "persistent";
    case Risk::irreversible: return "irreversible";
  }
  return "irreversible";
}

std::optional<Risk> parse_risk(std::string_view text) noexcept {
  for (const Risk risk : {Risk::read, Risk::auth_failure, Risk::persistent, Risk::irreversible})
    if (name(risk) == text) return risk;
  return std::nullopt;
}

std::vector<std::string_view> HeaderByte::fields() const {
  std::vector<std::string_view> names;
  if (!field.empty()) names.emplace_back(field);
  for (const auto& each : bits) names.emplace_back(each.field);
  return names;
}

bool HeaderByte::is_fed_by(std::string_view name) const noexcept {
  return (!field.empty() && field == name) ||
         std::ranges::find(bits, name, &HeaderBits::field) != bits.end();
}

std::uint8_t HeaderByte::rest_mask() const noexcept {
  std::uint8_t owned = 0;
  for (const auto& each : bits) owned |= each.mask;
  return static_cast<std::uint8_t>(~owned);
}

std::vector<std::string_view> Command::field_names() const {
  std::vector<std::string_view> names;
  const auto add = [&](std::string_view field) {
    if (!field.empty() && std::ranges::find(names, field) == names.end()) names.push_back(field);
  };
  for (const auto* byte : {&cla, &ins, &p1, &p2})
    for (const auto field : byte->fields()) add(field);
  for (const auto& field : data) add(field.name);
  return names;
}

const Command* Catalogue::command(std::string_view name) const noexcept {
  const auto found = commands.find(name);
  return found == commands.end() ? nullptr : &found->second;
}

const Requirement* Catalogue::requirement(std::string_view id) const noexcept {
  const auto found = std::ranges::lower_bound(requirements, id, {}, &Requirement::id);
  return found != requirements.end() && found->id == id ? &*found : nullptr;
}

Result<Catalogue> load(const std::string& folder, Diagnostics& diagnostics, Parts parts) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(ErrorCode::not_found, "there is no folder '{}' to load specifications from",
                folder);
  Catalogue catalogue;
  catalogue.folder = folder;
  catalogue.requirements.reserve(6000);
  Loader loader(catalogue, diagnostics);
  load_files(loader, folder, parts);
  loader.finish();
  return catalogue;
}

}  // namespace assay::catalogue
