# SPDX-License-Identifier: Apache-2.0
assay_fuzzer(calypso_application DEPENDS base calypso)
assay_fuzzer(calypso_file_header DEPENDS base calypso)
assay_fuzzer(calypso_opening DEPENDS base calypso)
assay_fuzzer(calypso_stored_value DEPENDS base calypso)
assay_fuzzer(calypso_sam_answer DEPENDS base calypso)
assay_fuzzer(calypso_sam_dialogue DEPENDS base iso7816 calypso)
assay_fuzzer(calypso_pki DEPENDS base calypso calypso_pki)
