// SPDX-License-Identifier: Apache-2.0
// Visits: the applications of the cards in a recording, told apart by name and serial number, and what was read of each.
#pragma once

#include <map>
#include <utility>

#include "calypso/pki/recording.hpp"

namespace assay::calypso::pki {

/// What is told goes to the current visit, until another one begins.
class Visits {
 public:
  /// Something was selected that does not say what it is.
  void begin();
  /// An application was selected; goes on with its visit if it had one. Errors: those of parse_fci, and nothing is selected.
  [[nodiscard]] Result<void> select(ByteView fci);
  /// The current application tells its FCI otherwise. What is none is passed over.
  void tell_fci(ByteView fci);
  /// A session was opened: what was selected without a name is known by this answer. Returns the visit.
  [[nodiscard]] std::size_t open_session(ByteView answer);
  /// Shape: the second byte of the tag DFxx.
  void tell_object(std::uint8_t object, ByteView data);

  /// The last one of which something is known, or the first.
  [[nodiscard]] std::size_t last_known() const;
  /// All but the session. Half a certificate is left out, and told.
  [[nodiscard]] Transaction transaction_of(std::size_t visit, std::vector<Remark>& remarks) const;

 private:
  /// One certificate, which a card tells in two objects.
  struct Halves {
    Bytes first, rest;
  };
  struct Visit {
    Bytes fci;
    Bytes public_key;
    Halves ca, card;
    bool is_named = false;
    bool has_session = false;

    [[nodiscard]] bool is_empty() const;
  };
  using Identity = std::pair<Bytes, SerialNumber>;

  Visit& current() { return visits_[current_]; }
  bool return_to(const Identity& identity);
  void name_current(const Identity& identity);
  static Bytes whole(const Halves& halves, std::size_t size, std::string_view what,
                     std::vector<Remark>& remarks);

  std::vector<Visit> visits_{1};
  std::size_t current_ = 0;
  std::map<Identity, std::size_t> known_;
};

}  // namespace assay::calypso::pki
