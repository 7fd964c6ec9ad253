# SPDX-License-Identifier: Apache-2.0
# The rooms of the house: which layer each is on, and which other rooms and outside libraries it may touch, also by way
# of others. assay_library() stops the configure step when a room reaches for what is not in its row.
#
#   assay_room(NAME LAYER n MAY rooms... OUTSIDE libraries...)

function(assay_room name)
  cmake_parse_arguments(ROOM "" "LAYER" "MAY;OUTSIDE" ${ARGN})
  set_property(GLOBAL PROPERTY ASSAY_ROOM_${name}_LAYER ${ROOM_LAYER})
  set_property(GLOBAL PROPERTY ASSAY_ROOM_${name}_MAY ${ROOM_MAY})
  set_property(GLOBAL PROPERTY ASSAY_ROOM_${name}_OUTSIDE ${ROOM_OUTSIDE})
endfunction()

assay_room(base           LAYER 0 OUTSIDE tl::expected fmt::fmt)

assay_room(iso7816        LAYER 1 MAY base)
assay_room(crypto         LAYER 1 MAY base OUTSIDE OpenSSL::Crypto)
assay_room(document       LAYER 1 MAY base OUTSIDE yaml-cpp)

assay_room(journal        LAYER 2 MAY base iso7816)
assay_room(globalplatform LAYER 2 MAY base iso7816 crypto)
assay_room(calypso        LAYER 2 MAY base iso7816 crypto)
assay_room(model_common   LAYER 2 MAY base iso7816)
assay_room(calypso_issuer LAYER 2 MAY base crypto)
assay_room(catalogue      LAYER 2 MAY base iso7816 document)

assay_room(script         LAYER 3 MAY base iso7816 document catalogue)
assay_room(load           LAYER 3 MAY base iso7816 crypto calypso)
assay_room(calypso_pki    LAYER 3 MAY base iso7816 crypto document calypso)
assay_room(model          LAYER 3 MAY base iso7816 crypto model_common)
assay_room(model_sam      LAYER 3 MAY base iso7816 crypto model_common)
assay_room(model_calypso  LAYER 3 MAY base iso7816 crypto model_common calypso_issuer)
assay_room(pcsc           LAYER 3 MAY base iso7816 OUTSIDE PkgConfig::PCSC)
assay_room(vpcd           LAYER 3 MAY base iso7816)
assay_room(shim           LAYER 3 MAY base iso7816)
assay_room(replay         LAYER 3 MAY base iso7816)
assay_room(decorators     LAYER 3 MAY base iso7816)
assay_room(scp80          LAYER 3 MAY base iso7816 crypto globalplatform)
assay_room(session_crypto LAYER 3 MAY base iso7816 calypso OUTSIDE ${CMAKE_DL_LIBS})
assay_room(hsm_channel    LAYER 3 MAY base iso7816 OUTSIDE ${CMAKE_DL_LIBS})
assay_room(reports        LAYER 3 MAY base iso7816 journal catalogue document
                          OUTSIDE nlohmann_json::nlohmann_json pugixml::pugixml)

assay_room(model_profiles LAYER 4 MAY base iso7816 crypto model_common calypso_issuer model_calypso document)
assay_room(model_hsm      LAYER 4 MAY base iso7816 crypto model_common model_sam hsm_channel OUTSIDE ${CMAKE_DL_LIBS})
assay_room(vectors        LAYER 4 MAY base iso7816 crypto document globalplatform calypso calypso_pki)
assay_room(engine         LAYER 4 MAY base iso7816 crypto document journal globalplatform calypso calypso_pki catalogue script)

assay_room(cli            LAYER 5 MAY base iso7816 crypto document journal globalplatform calypso calypso_pki catalogue script vectors load
                          model_common model calypso_issuer model_calypso model_profiles model_sam pcsc vpcd shim replay decorators scp80 session_crypto hsm_channel model_hsm reports engine
                          OUTSIDE CLI11::CLI11 nlohmann_json::nlohmann_json)
