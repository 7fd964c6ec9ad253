// SPDX-License-Identifier: Apache-2.0
// The words below `assay pki`, in the order of its help.
#include "cli/pki_group.hpp"

#include <CLI/CLI.hpp>

namespace assay::cli {

void add_pki_group(CLI::App& app, const ChooseAction& choose) {
  CLI::App* pki = app.add_subcommand("pki", "Certificates and keys of the Calypso PKI");
  pki->require_subcommand(1);
  add_pki_verifying(*pki, choose);
  add_pki_explaining(*pki, choose);
  add_pki_making(*pki, choose);
}

}  // namespace assay::cli
