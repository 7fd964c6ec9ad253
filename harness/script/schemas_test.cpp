// SPDX-License-Identifier: Apache-2.0
// The committed schemas are what the loader's own description says. ASSAY_UPDATE_SCHEMAS=1 writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "script/syntax.hpp"

namespace assay::script {
namespace {

std::string path_of(const document::SchemaFile& file) {
  return std::string(ASSAY_SOURCE_DIR) + "/specs/schemas/" + file.name + ".schema.json";
}

TEST(PublishedSchemas, AreUpToDate) {
  const bool update = std::getenv("ASSAY_UPDATE_SCHEMAS") != nullptr;
  for (const auto& file : published_schemas()) {
    const std::string wanted = document::json_schema(*file.schema, file.title);
    if (update) std::ofstream(path_of(file), std::ios::binary) << wanted;
    std::ifstream in(path_of(file), std::ios::binary);
    const std::string committed{std::istreambuf_iterator<char>(in), {}};
    EXPECT_TRUE(committed == wanted)
        << file.name << ": run the test once with ASSAY_UPDATE_SCHEMAS=1";
  }
}

TEST(JsonSchema, SaysWhatTheDescriptionSays) {
  const auto schema = document::mapping(
      "a pair",
      {{"size", document::number(0, 19), true, "how many"},
       {"level", document::word({"shall", "may"}), false, ""},
       {"names", document::list_of(document::text("a name"), "a list of names"), false, ""}});
  EXPECT_EQ(document::json_schema(schema, "Pair"), R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Pair",
  "description": "a pair",
  "type": "object",
  "properties": {
    "size": {
      "description": "how many",
      "type": "integer",
      "minimum": 0,
      "maximum": 19
    },
    "level": {
      "enum": ["shall", "may"]
    },
    "names": {
      "description": "a list of names",
      "type": "array",
      "items": {
        "description": "a name",
        "type": "string"
      }
    }
  },
  "required": ["size"],
  "additionalProperties": false
}
)");
}

}  // namespace
}  // namespace assay::script
