// SPDX-License-Identifier: Apache-2.0
// Procedures: the files of the folder `procedures` that stands beside or above a suite, read when first used.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "document/node.hpp"
#include "script/reading.hpp"

namespace assay::script {

/// Where a procedure is defined.
struct Procedure {
  const document::Node* node = nullptr;
  std::string file;
};

class Procedures {
 public:
  /// Looks for the folder from that of `suite_file` upwards.
  Procedures(const std::string& suite_file, Reading& reading);

  /// The procedure "scp03.open", or nothing after telling why at `use`.
  [[nodiscard]] Procedure find(const document::Node& use, const std::string& file);

 private:
  struct File {
    document::Document document;
    bool readable = false;
  };
  [[nodiscard]] const File* open(const std::string& id);
  const File* read(const std::string& path);
  [[nodiscard]] std::vector<std::string> ids() const;

  Reading& reading_;
  std::string folder_;  ///< empty when there is none
  std::map<std::string, std::unique_ptr<File>>
      files_;  ///< by path; nodes are pointed to, so they must not move
};

}  // namespace assay::script
