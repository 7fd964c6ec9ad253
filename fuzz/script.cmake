# SPDX-License-Identifier: Apache-2.0
# Fuzz targets of what users write: YAML documents, hex values, suites, requirement tables.
assay_fuzzer(document_yaml DEPENDS base document)
assay_fuzzer(hex_value DEPENDS base document)
assay_fuzzer(script_suite DEPENDS base document catalogue script)
assay_fuzzer(requirements DEPENDS base document catalogue)
