// SPDX-License-Identifier: Apache-2.0
// Bindings: values that stand for $names while a script is being loaded, put in on the level of nodes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "document/mistakes.hpp"
#include "document/node.hpp"

namespace assay::script {

/// A scalar that is exactly `$name` becomes the bound node; inside longer texts the bound text is put in. Names that
/// are not bound stay as they are: they are known while the script runs, or nobody knows them.
class Bindings {
 public:
  /// Later bindings of a name replace earlier ones.
  void bind(const std::string& name, const document::Node& value, const std::string& file);

  /// A copy of `node` with all bound names put in, each value at the place where it is used.
  [[nodiscard]] document::Node apply(const document::Node& node, const std::string& file,
                                     document::Mistakes& mistakes) const;

  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  struct Bound {
    document::Node value;
    std::string file;
  };
  [[nodiscard]] document::Node apply_scalar(const document::Node& node, const std::string& file,
                                            document::Mistakes& mistakes) const;
  [[nodiscard]] std::string apply_text(const document::Node& node, std::string_view text,
                                       const std::string& file, document::Mistakes& mistakes) const;

  std::map<std::string, Bound, std::less<>> bound_;
};

}  // namespace assay::script
