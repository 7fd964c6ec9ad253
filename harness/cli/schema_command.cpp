// SPDX-License-Identifier: Apache-2.0
// assay schema: the JSON Schemas of our files, for editors.
#include <cstdio>

#include "adapters/model_profiles/profile_file.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "script/syntax.hpp"

namespace assay::cli {

int schema_command(const std::string& name) {
  std::vector<std::string_view> names;
  auto schemas = script::published_schemas();
  schemas.push_back(model::calypso::published_profile_schema());
  for (const auto& schema : schemas) {
    names.push_back(schema.name);
    if (name.empty()) fmt::print("{}\n", schema.name);
    if (schema.name != name) continue;
    fmt::print("{}", document::json_schema(*schema.schema, schema.title));
    return exit_good;
  }
  if (name.empty()) return exit_good;
  show(Error{ErrorCode::not_found,
             fmt::format("there is no schema '{}'{}", name, did_you_mean(name, names)),
             {}});
  return exit_refused;
}

}  // namespace assay::cli
