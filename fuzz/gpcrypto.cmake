# SPDX-License-Identifier: Apache-2.0
assay_fuzzer(crypto_certificate DEPENDS base crypto)
assay_fuzzer(crypto_point DEPENDS base crypto)
assay_fuzzer(crypto_signature DEPENDS base crypto)
assay_fuzzer(globalplatform_initialize_update DEPENDS base globalplatform)
assay_fuzzer(globalplatform_scp11_agreement DEPENDS base iso7816 crypto globalplatform)
assay_fuzzer(globalplatform_scp11_certificate DEPENDS base iso7816 crypto globalplatform)
assay_fuzzer(globalplatform_unwrap DEPENDS base iso7816 globalplatform)
assay_fuzzer(globalplatform_wrap DEPENDS base iso7816 crypto globalplatform)
