// SPDX-License-Identifier: Apache-2.0
// From YAML to a profile; what the syntax cannot say is checked here, each mistake with its place.
#include "adapters/model_profiles/profile_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <optional>

#include "adapters/calypso_issuer/certificate_text.hpp"
#include "adapters/model_profiles/profile_words.hpp"
#include "base/hex.hpp"
#include "base/whole_file.hpp"
#include "crypto/key_pem.hpp"
#include "document/mistakes.hpp"

namespace assay::model::calypso {
namespace {

using document::Node;

struct FileTypeWord {
  std::string_view word;
  FileType type;
};

constexpr std::array<FileTypeWord, 5> file_types{
    {{"binary", FileType::binary},
     {"linear", FileType::linear},
     {"cyclic", FileType::cyclic},
     {"simulated-counter", FileType::simulated_counter},
     {"counters", FileType::counters}}};

struct ConditionWord {
  std::string_view word;
  std::uint8_t condition;
};

constexpr std::array<ConditionWord, 6> keyed{{{"always ", access::always},
                                              {"pin ", access::pin},
                                              {"never ", access::never},
                                              {"session ", access::session},
                                              {"confidential ", access::confidential},
                                              {"confidential-pin ", access::confidential_and_pin}}};

constexpr std::uint8_t highest_sfi = 0x1E;

/// Reads a document that the syntax let through.
class Reader {
 public:
  Reader(const std::string& file, document::Mistakes& mistakes)
      : file_(file), mistakes_(mistakes) {}

  CardProfile read(const Node& root) {
    CardProfile out;
    out.name = root.find(profile_key)->text;
    out.product = product(root);
    out.serial = bytes(root, "serial", 8, 8);
    if (root.find("pin") != nullptr) out.pin = array<4>(root, "pin");
    out.transaction_counter =
        static_cast<std::uint32_t>(number(root, "transaction_counter", 50000));
    out.balance = static_cast<std::int32_t>(number(root, "balance", 0));
    out.stored_value_number = static_cast<std::uint16_t>(number(root, "stored_value_number", 0));
    out.pin_plain = truth(root, "pin_plain", true);
    out.pin_in_session = truth(root, "pin_in_session", true);
    out.postpones_counters = truth(root, "postpones_counters", false);
    out.aborts_without_session = truth(root, "aborts_without_session", false);
    out.pin_change_verified = truth(root, "pin_change_verified", true);
    out.room_before_state = truth(root, "room_before_state", true);
    out.warm_reset_deselects = truth(root, "warm_reset_deselects", true);
    if (root.find("traceability") != nullptr) out.traceability = bytes(root, "traceability", 1, 20);
    if (const Node* master = root.find("master_file")) out.master_file = master_file(*master);
    out.compatibility_mode = truth(root, "compatibility_mode", true);
    out.aes = truth(root, "aes", true);
    for (const Node& item : root.find("applications")->items)
      out.applications.push_back(application(item));
    check_card(root, out);
    return out;
  }

 private:
  void wrong(const Node& node, std::string message) {
    mistakes_.add(file_, node, std::move(message));
  }

  Product product(const Node& root) {
    const std::string& word = root.find("product")->text;
    const long revision = number(root, "revision", 3);
    if (word == "light" || word == "basic") {
      if (revision != 3) wrong(*root.find("revision"), "only a Prime card has revision 1 or 2");
      return word == "light" ? Product::light : Product::basic;
    }
    return revision == 1 ? Product::prime1 : revision == 2 ? Product::prime2 : Product::prime3;
  }

  static long number(const Node& node, std::string_view key, long otherwise) {
    const Node* found = node.find(key);
    if (found == nullptr) return otherwise;
    long value = otherwise;
    std::from_chars(found->text.data(), found->text.data() + found->text.size(), value);
    return value;
  }

  static bool truth(const Node& node, std::string_view key, bool otherwise) {
    const Node* found = node.find(key);
    return found == nullptr ? otherwise : found->text == "true";
  }

  Bytes bytes(const Node& node, std::string_view key, std::size_t least, std::size_t most) {
    const Node* found = node.find(key);
    return found == nullptr ? Bytes(least) : bytes_of(*found, key, least, most);
  }

  Bytes bytes_of(const Node& node, std::string_view what, std::size_t least, std::size_t most) {
    auto read = from_hex(node.text);
    if (!read) {
      wrong(node, fmt::format("'{}' is no hex value: {}", node.text, read.error().message));
      return Bytes(least);
    }
    if (read->size() >= least && read->size() <= most) return *std::move(read);
    const std::string wanted =
        least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
    wrong(node, fmt::format("{} has {} bytes, not {}", what, wanted, read->size()));
    read->resize(least);
    return *std::move(read);
  }

  template <std::size_t N>
  std::array<std::uint8_t, N> array(const Node& node, std::string_view key) {
    std::array<std::uint8_t, N> out{};
    std::ranges::copy(bytes(node, key, N, N), out.begin());
    return out;
  }

  std::uint16_t identifier(const Node& node, std::string_view key) {
    const auto read = array<2>(node, key);
    return static_cast<std::uint16_t>((read[0] << 8U) | read[1]);
  }

  static Access condition(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    return found == nullptr ? Access{} : read_access(found->text).value_or(Access{});
  }

  MasterFile master_file(const Node& node) {
    MasterFile out;
    out.kif = array<3>(node, "kif");
    out.kvc = array<3>(node, "kvc");
    out.groups = groups(*node.find("access"));
    return out;
  }

  std::array<Access, 4> groups(const Node& list) {
    std::array<Access, 4> out{};
    if (list.items.size() != out.size())
      wrong(list, fmt::format("access has 4 conditions, not {}", list.items.size()));
    for (std::size_t i = 0; i < std::min(out.size(), list.items.size()); ++i)
      out[i] = read_access(list.items[i].text).value_or(Access{});
    return out;
  }

  /// Four groups at once, or the two that mean something.
  std::array<Access, 4> groups_of_application(const Node& node) {
    const Node* list = node.find("access");
    if (list == nullptr)
      return {condition(node, "rehabilitate"), condition(node, "invalidate"), {}, {}};
    for (const std::string_view other : {"rehabilitate", "invalidate"})
      if (const Node* both = node.find(other); both != nullptr)
        wrong(*both, fmt::format("'access' says this already: leave '{}' out", other));
    return groups(*list);
  }

  ApplicationProfile application(const Node& node) {
    ApplicationProfile out;
    out.aid = bytes(node, "aid", 5, 16);
    out.lid = identifier(node, "lid");
    out.startup = array<7>(node, "startup");
    out.kif = array<3>(node, "kif");
    out.kvc = array<3>(node, "kvc");
    out.groups = groups_of_application(node);
    out.invalidated = truth(node, "invalidated", false);
    if (const Node* keys = node.find("pki")) out.pki = pki(*keys);
    for (const Node& item : node.find("files")->items) {
      FileProfile one = file(item);
      check_unique(item, out.files, one);
      out.files.push_back(std::move(one));
    }
    return out;
  }

  PkiProfile pki(const Node& node) {
    PkiProfile out;
    const Node& key = *node.find("key");
    if (const auto text = content_of(key)) {
      const auto read = crypto::ec_private_from_pem(crypto::Curve::p256, *text);
      if (!read) wrong(key, fmt::format("'{}': {}", key.text, read.error().message));
      if (read) std::ranges::copy(read->scalar(), out.private_key.emplace().begin());
    }
    out.card_certificate = certificate(node.find("certificate"));
    out.ca_certificate = certificate(node.find("ca_certificate"));
    return out;
  }

  /// Wrong certificates too: cards may have them.
  Bytes certificate(const Node* node) {
    if (node == nullptr) return {};
    const auto text = content_of(*node);
    if (!text) return {};
    auto read = calypso_issuer::read_certificate_bytes("'" + node->text + "'", *text);
    if (read) return *std::move(read);
    wrong(*node, read.error().message);
    return {};
  }

  /// Of a file that is named as it lies beside the profile.
  std::optional<std::string> content_of(const Node& node) {
    const std::filesystem::path path =
        std::filesystem::path(file_).parent_path() / std::filesystem::path(node.text);
    if (auto text = read_whole_file(path.string())) return *std::move(text);
    wrong(node, fmt::format("'{}' cannot be read", path.string()));
    return std::nullopt;
  }

  FileProfile file(const Node& node) {
    FileProfile out;
    out.sfi = array<1>(node, "sfi")[0];
    if (out.sfi > highest_sfi)
      wrong(*node.find("sfi"), fmt::format("an SFI is at most 1E, not {:02X}", out.sfi));
    out.lid = identifier(node, "lid");
    out.type = read_file_type(node.find("type")->text).value_or(FileType::linear);
    out.size = static_cast<std::uint16_t>(number(node, "size", 1));
    out.records = static_cast<std::uint8_t>(number(node, "records", 1));
    if (node.find("shared_with") != nullptr) out.shared_with = identifier(node, "shared_with");
    out.groups = {condition(node, "read"), condition(node, "update"), condition(node, "write"),
                  condition(node, "append")};
    check_sizes(node, out);
    if (const Node* content = node.find("content")) read_content(*content, out);
    return out;
  }

  void read_content(const Node& list, FileProfile& file) {
    if (list.items.size() > file.records)
      wrong(list, fmt::format("content for {} records, but the file has {}", list.items.size(),
                              file.records));
    for (const Node& item : list.items)
      file.content.push_back(bytes_of(item, "content of a record", 1, file.size));
  }

  void check_sizes(const Node& node, const FileProfile& file) {
    const Node& size = *node.find("size");
    const bool binary = file.type == FileType::binary;
    if (!binary && file.size > 250)
      wrong(size, fmt::format("a record has at most 250 bytes, not {}", file.size));
    if (binary && file.records != 1) wrong(*node.find("records"), "a binary file has no records");
    if (file.type == FileType::counters && (file.records != 1 || file.size < 3))
      wrong(size, "a file of counters has one record of at least 3 bytes");
  }

  void check_unique(const Node& node, const std::vector<FileProfile>& files,
                    const FileProfile& one) {
    for (const FileProfile& other : files) {
      if (other.sfi == one.sfi && one.sfi != 0)
        wrong(*node.find("sfi"),
              fmt::format("SFI {:02X} is taken by file {:04X}", one.sfi, other.lid));
      if (other.lid == one.lid)
        wrong(*node.find("lid"), fmt::format("there is a file {:04X} already", one.lid));
    }
  }

  /// What only the whole can show: tables and memory of the card, files that share their data.
  void check_card(const Node& root, const CardProfile& profile) {
    if (!mistakes_.empty()) return;
    const auto card = make_card(profile);
    if (!card) wrong(*root.find("applications"), card.error().message);
  }

  const std::string& file_;
  document::Mistakes& mistakes_;
};

std::optional<CardProfile> read_document(const document::Document& document,
                                         Diagnostics& diagnostics) {
  document::Mistakes mistakes;
  document::validate(document.root, profile_syntax(), document.file, mistakes);
  std::optional<CardProfile> profile;
  if (mistakes.empty()) profile = Reader(document.file, mistakes).read(document.root);
  if (!mistakes.empty()) profile.reset();
  mistakes.hand_over(diagnostics);
  return profile;
}

tl::unexpected<Error> first_of(const Diagnostics& diagnostics) {
  const Diagnostic& first = diagnostics.items().front();
  return tl::unexpected(
      Error{ErrorCode::malformed, first.message, place(first.file, first.position)});
}

}  // namespace

std::optional<Access> read_access(std::string_view text) {
  if (text == "always") return Access{access::always, 0};
  if (text == "never") return Access{access::never, 0};
  if (text == "pin") return Access{access::pin, 0};
  for (const ConditionWord& one : keyed) {
    if (!text.starts_with(one.word) || text.size() != one.word.size() + 1) continue;
    const char key = text.back();
    if (key >= '1' && key <= '3')
      return Access{one.condition, static_cast<std::uint8_t>(key - '0')};
  }
  return std::nullopt;
}

std::vector<std::string> file_type_words() {
  std::vector<std::string> out;
  for (const FileTypeWord& one : file_types) out.emplace_back(one.word);
  return out;
}

std::optional<FileType> read_file_type(std::string_view word) {
  for (const FileTypeWord& one : file_types)
    if (one.word == word) return one.type;
  return std::nullopt;
}

bool check_profile(const std::string& file, Diagnostics& diagnostics) {
  Diagnostics found;
  const auto document = document::read_file(file, found);
  if (!document) found.add({file, {}, 1, document.error().message});
  if (found.empty()) (void)read_document(*document, found);
  for (const Diagnostic& item : found.items()) diagnostics.add(item);
  return found.empty();
}

Result<CardProfile> load_profile(const std::string& file) {
  Diagnostics diagnostics;
  TRY(const document::Document document, document::read_file(file, diagnostics));
  std::optional<CardProfile> profile;
  if (diagnostics.empty()) profile = read_document(document, diagnostics);
  if (!profile) return first_of(diagnostics);
  return *std::move(profile);
}

Result<CardProfile> read_profile(std::string_view name, std::string_view text) {
  document::Document document{std::string(name), std::string(text), {}};
  Diagnostics diagnostics;
  std::optional<CardProfile> profile;
  if (document::parse(document, diagnostics)) profile = read_document(document, diagnostics);
  if (!profile) return first_of(diagnostics);
  return *std::move(profile);
}

}  // namespace assay::model::calypso
