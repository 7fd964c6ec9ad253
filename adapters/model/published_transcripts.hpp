// SPDX-License-Identifier: Apache-2.0
// Reads testdata/published_transcripts.txt: public transcripts of SCP01, SCP02 and SCP03, whose sources and form its head tells.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/hex.hpp"

namespace assay::model {

struct PublishedCommand {
  std::string plain, wrapped;
  std::string response;        ///< as published; empty without the plain one
  std::string response_plain;  ///< without R-MAC and encryption; empty when the source gives none
};

struct PublishedSession {
  std::string id;
  std::uint8_t protocol = 0, options = 0;
  std::string enc, mac;
  std::string pseudo_random_aid;  ///< empty: the card challenge is a given
  std::string initialize_update;
  std::string answer;  ///< without status word
  std::string external_authenticate;
  std::vector<PublishedCommand> commands;
};

/// Tests are named after their source rather than its bytes in memory.
inline void PrintTo(const PublishedSession& session, std::ostream* out) {
  *out << session.id;
}

/// Throws for a word that it does not know: the test program then ends with this message.
inline std::vector<PublishedSession> read_published_sessions(const std::string& path) {
  std::vector<PublishedSession> sessions;
  const auto session = [&]() -> PublishedSession& { return sessions.at(sessions.size() - 1); };
  const std::map<std::string, std::string PublishedSession::*> session_parts = {
      {"enc", &PublishedSession::enc},
      {"mac", &PublishedSession::mac},
      {"pseudo_random_aid", &PublishedSession::pseudo_random_aid},
      {"initialize_update", &PublishedSession::initialize_update},
      {"answer", &PublishedSession::answer},
      {"external_authenticate", &PublishedSession::external_authenticate}};
  const std::map<std::string, std::string PublishedCommand::*> command_parts = {
      {"wrapped", &PublishedCommand::wrapped},
      {"response", &PublishedCommand::response},
      {"opened", &PublishedCommand::response_plain}};
  std::ifstream in(path);
  std::string word, value;
  while (in >> word) {
    if (word[0] == '#') {
      std::getline(in, value);
      continue;
    }
    in >> value;
    if (word == "session") {
      sessions.emplace_back().id = value;
    } else if (word == "protocol") {
      session().protocol = from_hex(value).value().at(0);
    } else if (word == "options") {
      session().options = from_hex(value).value().at(0);
    } else if (word == "plain") {
      session().commands.emplace_back().plain = value;
    } else if (const auto part = session_parts.find(word); part != session_parts.end()) {
      session().*part->second = value;
    } else if (const auto piece = command_parts.find(word); piece != command_parts.end()) {
      session().commands.at(session().commands.size() - 1).*piece->second = value;
    } else {
      throw std::runtime_error(fmt::format("{}: '{}' is no word of a transcript", path, word));
    }
  }
  return sessions;
}

}  // namespace assay::model
