# SPDX-License-Identifier: Apache-2.0
# What reads a journal back, and what explains bytes of a card.
assay_fuzzer(reports_journal DEPENDS base iso7816 journal reports)
assay_fuzzer(reports_decode DEPENDS base iso7816 document catalogue reports)
