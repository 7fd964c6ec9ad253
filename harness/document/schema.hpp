// SPDX-License-Identifier: Apache-2.0
// Schema: one description of a file's syntax. It checks documents, tells mistakes, and is published as JSON Schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/mistakes.hpp"
#include "document/node.hpp"

namespace assay::document {

struct SchemaKey;

/// What may stand at one place of a document. Plain data; built once for each kind of file.
struct Schema {
  enum class Kind {
    text,      ///< a scalar that is text; `accepts` and `pattern` may narrow it
    scalar,    ///< any scalar: text, number or truth value
    word,      ///< one of `words`
    hex,       ///< bytes between single quotes
    number,    ///< decimal, from `minimum` to `maximum`
    boolean,   ///< true or false
    sequence,  ///< a list of `parts[0]`
    mapping,  ///< `keys`, and if `others` is not empty any further key with a value like `others[0]`
    choice,   ///< a mapping that is told by which of `keys` it has; the first one present decides
    alternatives,  ///< any of `parts`
    reference,     ///< `target`, under the definition `name`; for syntax that contains itself
  };
  Kind kind = Kind::text;
  std::string wanted;    ///< "a status word", for messages and editors
  bool or_name = false;  ///< `$name` will do as well
  bool secret = false;   ///< may hold a key: no message quotes what stands there
  std::vector<std::string> words;
  std::string pattern;                          ///< regular expression for editors
  bool (*accepts)(std::string_view) = nullptr;  ///< the same rule for us
  long minimum = 0;
  long maximum = 0;
  std::vector<Schema> parts;
  std::vector<SchemaKey> keys;
  std::vector<Schema> others;
  const Schema& (*target)() = nullptr;
  std::string name;
};

struct SchemaKey {
  std::string name;
  Schema value;
  bool required = false;
  std::string says;  ///< one sentence, shown by editors
};

// Builders, so that a description reads like the syntax it describes.
[[nodiscard]] Schema text(std::string wanted);
[[nodiscard]] Schema any_scalar(std::string wanted);
[[nodiscard]] Schema text(std::string wanted, bool (*accepts)(std::string_view),
                          std::string pattern);
[[nodiscard]] Schema word(std::vector<std::string> words);
[[nodiscard]] Schema hex(std::string wanted);
[[nodiscard]] Schema number(long minimum, long maximum);
[[nodiscard]] Schema boolean();
[[nodiscard]] Schema list_of(Schema item, std::string wanted);
[[nodiscard]] Schema mapping(std::string wanted, std::vector<SchemaKey> keys);
[[nodiscard]] Schema open_mapping(std::string wanted, std::vector<SchemaKey> keys, Schema others);
[[nodiscard]] Schema choice(std::string wanted, std::vector<SchemaKey> variants);
[[nodiscard]] Schema any_of(std::string wanted, std::vector<Schema> parts);
[[nodiscard]] Schema refer(std::string name, const Schema& (*target)());
[[nodiscard]] Schema or_name(Schema schema);
[[nodiscard]] Schema secret(Schema schema);

/// Whether a scalar reads as hex digits (or x) in spaced or unspaced pairs: what somebody forgot to put in quotes.
[[nodiscard]] bool looks_like_hex(std::string_view text) noexcept;

/// "hex stands between quotes: write '9000', not 9000".
[[nodiscard]] std::string unquoted_hex(std::string_view text);

/// Checks `node`; every mistake is told once.
void validate(const Node& node, const Schema& schema, const std::string& file, Mistakes& mistakes);

/// The schema as JSON Schema draft 07, the draft that editors know best, with a final newline.
[[nodiscard]] std::string json_schema(const Schema& schema, std::string_view title);

/// A kind of file with the name under which its schema is published.
struct SchemaFile {
  std::string name;  ///< "suite": specs/schemas/suite.schema.json
  std::string title;
  const Schema* schema = nullptr;
};

}  // namespace assay::document
