// SPDX-License-Identifier: Apache-2.0
// A file is found by its stem, or else by the id it gives itself.
#include "script/procedures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

namespace fs = std::filesystem;
using document::Node;

std::string find_folder(const std::string& suite_file) {
  std::error_code error;
  fs::path folder = fs::path(suite_file).parent_path();
  if (folder.empty()) folder = ".";
  // Upwards by names first, so that messages show the paths as the user wrote them.
  for (int level = 0; level < 16; ++level) {
    if (fs::is_directory(folder / "procedures", error))
      return (folder / "procedures").lexically_normal().string();
    fs::path parent = folder.parent_path();
    if (parent == folder || parent.empty() || folder == "." || folder.filename() == "..") {
      if (folder.is_absolute()) return {};
      parent = fs::absolute(folder, error).lexically_normal().parent_path();
      if (parent.filename().empty() && parent.has_relative_path()) parent = parent.parent_path();
    }
    folder = parent;
  }
  return {};
}

std::vector<fs::path> yaml_files(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".yaml") files.push_back(at->path());
  std::ranges::sort(files);
  return files;
}

}  // namespace

Procedures::Procedures(const std::string& suite_file, Reading& reading)
    : reading_(reading), folder_(find_folder(suite_file)) {}

const Procedures::File* Procedures::read(const std::string& path) {
  auto& slot = files_[path];
  if (slot) return slot.get();
  slot = std::make_unique<File>();
  Diagnostics diagnostics;
  auto document = document::read_file(path, diagnostics);
  if (!document) {
    reading_.mistakes.add(path, Position{}, 1, document.error().message);
    return slot.get();
  }
  for (const auto& item : diagnostics.items())
    reading_.mistakes.add(item.file, item.position, item.length, item.message);
  slot->document = std::move(*document);
  slot->readable = diagnostics.empty();
  if (slot->readable)
    document::validate(slot->document.root, procedures_syntax(), path, reading_.mistakes);
  return slot.get();
}

const Procedures::File* Procedures::open(const std::string& id) {
  std::error_code error;
  const std::string direct = (fs::path(folder_) / (id + ".yaml")).string();
  if (fs::is_regular_file(direct, error)) return read(direct);
  for (const auto& path : yaml_files(folder_)) {
    const File* file = read(path.string());
    const Node* own = file->document.root.find("procedures");
    if (own != nullptr && own->text == id) return file;
  }
  return nullptr;
}

std::vector<std::string> Procedures::ids() const {
  std::vector<std::string> out;
  for (const auto& path : yaml_files(folder_)) out.push_back(path.stem().string());
  return out;
}

Procedure Procedures::find(const Node& use, const std::string& file) {
  const auto tell = [&](std::string message) {
    reading_.mistakes.add(file, use, std::move(message));
    return Procedure{};
  };
  const auto dot = use.text.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == use.text.size() ||
      use.text.find('/') != std::string::npos)
    return tell(fmt::format("'{}' stands here; a file and a procedure are wanted, as in scp03.open",
                            use.text));
  if (folder_.empty())
    return tell(fmt::format("there is no folder 'procedures' beside or above {}", file));
  const std::string id = use.text.substr(0, dot);
  const std::string name = use.text.substr(dot + 1);
  const File* found = open(id);
  if (found == nullptr) {
    const auto known = ids();
    const std::vector<std::string_view> names(known.begin(), known.end());
    return tell(
        fmt::format("there is no file '{}.yaml' in {}{}", id, folder_, did_you_mean(id, names)));
  }
  if (!found->readable) return {};
  const Node* define = found->document.root.find("define");
  const Node* procedure = define != nullptr ? define->find(name) : nullptr;
  if (procedure != nullptr) return {procedure, found->document.file};
  std::vector<std::string_view> names;
  if (define != nullptr)
    for (const auto& entry : define->entries) names.push_back(entry.key);
  return tell(fmt::format("{} defines no procedure '{}'{}", found->document.file, name,
                          did_you_mean(name, names)));
}

}  // namespace assay::script
