# SPDX-License-Identifier: Apache-2.0
"""Writes specs/vectors/scp01-computed.yaml, scp02-computed.yaml and scp03-computed.yaml:  python3 make_sessions.py [--check]

--check writes nothing and fails when a file would change; 77 means that python3-cryptography is missing.
"""
import os
import re
import sys
import warnings

warnings.simplefilter("ignore")
try:
    import cryptography  # noqa: F401
except ImportError:
    print("python3-cryptography is not installed")
    sys.exit(77)  # skipped, not passed
from secure_channels import ZERO8, ZERO16, Command, Scp01, Scp02, Scp03, aes, cmac, full_mac, pad, retail_mac, tdes

HERE = os.path.dirname(os.path.abspath(__file__))
X = bytes.fromhex
HC, CC6, CC8 = X("0102030405060708"), X("A1A2A3A4A5A6"), X("A1A2A3A4A5A6A7A8")
HC16, CC16 = X("0102030405060708090A0B0C0D0E0F10"), X("A1A2A3A4A5A6A7A8A9AAABACADAEAFB0")
ISD, SSD = X("A000000151000000"), X("A0000001515350410000000000000001")
BASE = {name: X("404142434445464748494A4B4C4D4E4F") for name in ("enc", "mac", "dek")}
DES = {"enc": X("100102030405060708090A0B0C0D0E0F"), "mac": X("101102030405060708090A0B0C0D0E0F"),
       "dek": X("102102030405060708090A0B0C0D0E0F")}
AES = {name: X(start + "0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
       for name, start in (("enc", "20"), ("mac", "21"), ("dek", "22"))}
GET_DATA, GET_STATUS = "80CA006600", "80F28002024F0000"
SEVEN = "80F24002074F05A00000015100"     # with a length byte: whole blocks
EIGHT = "80F24002084F06A000000151FF00"   # whole blocks without one
TWO_BLOCKS = "80F24002104F0EA0000001515350410000000000FF00"
CASE1, CASE3 = "80F20000", "80F2400002" + "4F00"
LONG = "80E2000084" + "5A" * 132 + "00"
BEGIN_EVERY, BEGIN_END = "807A10010504CAFEBABE", "807A00010100"
END, GO_ON = "8078000300", "8078000100"


def camel(name):
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[._]", name))


class File:
    def __init__(self, name, title):
        self.name, self.title, self.tests, self.notes = name, title, [], {}

    def add(self, id, algorithm, comment, flags, body, fails=None, unconfirmed=True):
        if unconfirmed:
            flags = flags + [("Unconfirmed", "Computed here; no public vector confirms what this one shows.")]
        for flag, note in flags:
            self.notes[flag] = note
        self.tests.append((id, algorithm, comment, [flag for flag, _ in flags], body, fails))

    def text(self):
        out = ["# SPDX-License-Identifier: Apache-2.0",
               "# %s. Made by tools/make_sessions.py, which shares no code with the project." % self.title,
               "vectors: %s-computed" % self.name, "title: '%s'" % self.title, "notes:"]
        out += ["  %s: '%s'" % (flag, note.replace("'", "''")) for flag, note in sorted(self.notes.items())]
        out.append("tests:")
        for id, algorithm, comment, flags, body, fails in self.tests:
            out += ["  - id: " + id, "    kind: session", "    algorithm: " + algorithm,
                    "    comment: '%s'" % comment.replace("'", "''"), "    flags: [%s]" % ", ".join(flags),
                    "    result: " + ("invalid" if fails else "valid")]
            if fails:
                out.append("    fails: " + fails)
            out.append("    source: { origin: 'computed here', path: 'specs/vectors/tools', licence: 'Apache-2.0' }")
            out += ["    " + line for line in lines(body)]
        return "\n".join(out) + "\n"


def scalar(value):
    return "'%s'" % value.hex().upper() if isinstance(value, bytes) else str(value)


def lines(mapping):
    out = []
    for key, value in mapping.items():
        if value is None:
            continue
        if isinstance(value, dict):
            out.append(key + ":")
            out += ["  " + line for line in lines(value)]
        elif isinstance(value, list):
            out.append(key + ":" if value else key + ": []")
            for item in value:
                inner = lines(item)
                out.append("  - " + inner[0])
                out += ["    " + line for line in inner[1:]]
        else:
            out.append("%s: %s" % (key, scalar(value)))
    return out


def exchange(plain, wrapped, response=None, opened=None, **more):
    return {"plain": X(plain), **more, "wrapped": wrapped, "response": response, "response_plain": opened}


def keys_of(session, static, names=("enc", "mac", "dek")):
    return {name: static[name] for name in names}


def explicit(session, static, level, channel=0, **more):
    """The part of a vector up to EXTERNAL AUTHENTICATE."""
    body = {"keys": keys_of(session, static)}
    if session.protocol != 3:
        body["option_i"] = bytes([session.i])
    body.update(more.pop("before", {}))
    body["initialize_update"] = {"command": session.initialize_update_command(channel), "answer": session.answer()}
    if more.pop("aid", None) is not None:
        body["invoking_aid"] = session.aid
    body["session_keys"] = session.session_keys()
    body["host_cryptogram"] = session.host_cryptogram()
    body["level"] = bytes([level])
    if channel:
        body["channel"] = channel
    body["external_authenticate"] = session.external_authenticate(level, channel=channel)
    body["exchanges"] = []
    return body


# ----------------------------------------------------------------------------------------------------------- SCP01

def scp01_session(i, level, channel=0):
    session = Scp01(DES, i, HC, CC8, kdd=X("00112233445566778899"))
    return session, explicit(session, DES, level, channel)


def on(channel, text):
    """A command on another logical channel."""
    cla = 0x80 | channel if channel < 4 else 0xC0 | (channel - 4)
    return "%02X" % cla + text[2:]


ICV = ("IcvEncryption", "The ICV is encrypted before it is used, the first one excepted.")
PLAIN_ICV = ("PlainIcv", "The ICV is used as it is.")


def scp01_valid(file):
    for i in (0x05, 0x15):
        algorithm = "SCP01" if i == 0x05 else "SCP01 with ICV encryption"
        icv = PLAIN_ICV if i == 0x05 else ICV
        for level in (0x00, 0x01, 0x03):
            session, body = scp01_session(i, level)
            for command in (GET_DATA, GET_STATUS, SEVEN, EIGHT, CASE1, CASE3, LONG):
                body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
            body["sensitive"] = {"plain": BASE["enc"], "encrypted": session.sensitive(BASE["enc"])}
            file.add("scp01-computed-%02x-level-%02x" % (i, level), algorithm,
                     "All cases of commands at level %02X, data of whole blocks with and without the length byte." % level,
                     [icv], body, unconfirmed=i == 0x15)
        for channel in (1, 3):
            session, body = scp01_session(i, 0x03, channel)
            for command in (GET_DATA, GET_STATUS):
                command = on(channel, command)
                body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
            file.add("scp01-computed-%02x-channel-%d" % (i, channel), algorithm,
                     "On logical channel %d, whose number the C-MAC does not cover." % channel,
                     [icv, ("LogicalChannel", "The session runs on a supplementary logical channel.")], body,
                     unconfirmed=i == 0x15)


# --------------------------------------------------------------------------------------------- mistaken terminals

def deviations():
    """Name, protocols and sentence of every mistake, from the list that scripts use."""
    text = open(os.path.join(HERE, "..", "..", "gp", "terminal-deviations.yaml")).read()
    pattern = r"- name: (\S+)\n    protocols: \[(.*?)\]\n    risk: \S+\n    says: '(.*)'"
    return [(name, protocols, says.replace("''", "'")) for name, protocols, says in re.findall(pattern, text)]


OF_AUTHENTICATION = ("host_cryptogram.", "level.")
NO_FILE = ("replay",)  # what is sent again is no computation


def mistaken(file, protocol, make, static, algorithm, unconfirmed):
    """One vector for each mistake that the protocol can make."""
    for name, protocols, says in deviations():
        if "scp0%d" % protocol not in protocols or name.startswith(NO_FILE):
            continue
        flag = (camel(name), says)
        id = "scp0%d-mistake-%s" % (protocol, name.replace(".", "-").replace("_", "-"))
        level = 0x01 if name == "c_enc.unasked" else 0x03
        if name.startswith(OF_AUTHENTICATION):
            session = make(name)
            body = explicit(session, static, 0x03)
            right = body["external_authenticate"]
            wrong = make(name).external_authenticate(0x03, name)
            assert wrong != right, name
            body["external_authenticate"] = wrong
            body["deviation"] = name
            del body["exchanges"]
            file.add(id, algorithm, "EXTERNAL AUTHENTICATE of a mistaken terminal: " + says, [flag], body,
                     "external_authenticate", unconfirmed)
            continue
        session = make(name)
        body = explicit(session, static, level)
        first, second = command_for(name)
        body["exchanges"].append(exchange(first, session.wrap(first), X("9000")))
        # The mistake is the second or third command of a session, so that every chaining value differs.
        body["exchanges"].append(exchange(second, session.wrap(second), X("9000")))
        wrong = session.wrap(second, name)
        right = session.wrap(second)
        assert wrong != right, name
        body["exchanges"].append(exchange(second, wrong, deviation=name))
        file.add(id, algorithm, "The third command of a mistaken terminal: " + says, [flag], body, "wrapped", unconfirmed)


def command_for(name):
    if name in ("c_mac.channel_included", "cla.other_channel"):
        return GET_DATA, on(2, GET_STATUS)
    if name in ("c_enc.ecb", "c_enc.no_padding"):
        return GET_DATA, TWO_BLOCKS
    if name == "c_mac.cla_modified":
        return GET_STATUS, GET_DATA
    return GET_STATUS, "80F24002094F07A000000151535000"


def scp01_invalid(file):
    def make(name):
        i = 0x05 if name == "c_mac.icv_encrypted" else 0x15
        return Scp01(DES, i, HC, CC8, kdd=X("00112233445566778899"))
    mistaken(file, 1, make, DES, "SCP01 with ICV encryption", True)

    def broken(id, comment, flag, cryptogram):
        session = Scp01(DES, 0x15, HC, CC8, kdd=X("00112233445566778899"))
        body = explicit(session, DES, 0x01)
        body["initialize_update"]["answer"] = session.answer()[:-8] + cryptogram(session)
        file.add("scp01-wrong-card-" + id, "SCP01 with ICV encryption", comment, [flag], body, "card_cryptogram")

    wrong_cards_of_des(broken, lambda s: s.hc, lambda s: s.cc)
    broken("keys-uncrossed", "Session keys from the challenges as they stand, not crosswise.",
           ("UncrossedKeys", "SCP01 session keys are derived from uncrossed halves of the challenges."),
           lambda s: full_mac(tdes(DES["enc"], s.cc + s.hc), ZERO8, s.hc + s.cc))
    broken("keys-cbc", "Session keys derived in CBC mode.",
           ("CbcKeys", "SCP01 session keys are derived in CBC mode instead of ECB."),
           lambda s: full_mac(tdes(DES["enc"], s.cc[4:] + s.hc[:4] + s.cc[:4] + s.hc[4:], ZERO8), ZERO8, s.hc + s.cc))


def wrong_cards_of_des(broken, first, second):
    """What cards of SCP01 and SCP02 get wrong about their cryptogram."""
    broken("cryptogram-swapped", "The card cryptogram over its own contribution first.",
           ("CardCryptogramSwapped", "The card cryptogram is made as the host cryptogram is."),
           lambda s: full_mac(s.s_enc, ZERO8, second(s) + first(s)))
    broken("cryptogram-retail", "The card cryptogram with the MAC that C-MACs of SCP02 have.",
           ("CardCryptogramRetailMac", "The card cryptogram is a retail MAC."),
           lambda s: retail_mac(s.s_enc, ZERO8, first(s) + second(s)))
    broken("cryptogram-unpadded", "The card cryptogram over sixteen bytes without padding.",
           ("CardCryptogramUnpadded", "The input of the card cryptogram is not padded."),
           lambda s: full_mac(s.s_enc, ZERO8, first(s) + second(s), True))
    broken("cryptogram-static-key", "The card cryptogram with the static key.",
           ("CardCryptogramStaticKey", "The card cryptogram is made with the static key."),
           lambda s: full_mac(s.keys["enc"], ZERO8, first(s) + second(s)))
    broken("cryptogram-mac-key", "The card cryptogram with the C-MAC session key.",
           ("CardCryptogramMacKey", "The card cryptogram is made with the C-MAC session key."),
           lambda s: full_mac(s.s_mac, ZERO8, first(s) + second(s)))
    broken("cryptogram-of-another-challenge", "The card cryptogram answers the host challenge of another session.",
           ("CardCryptogramStale", "The card cryptogram answers another host challenge."),
           lambda s: full_mac(s.s_enc, ZERO8, bytes(8) + second(s)))
    broken("cryptogram-zero", "Eight zero bytes in place of the card cryptogram.",
           ("CardCryptogramZero", "The card cryptogram is zero."), lambda s: ZERO8)


# ----------------------------------------------------------------------------------------------------------- SCP02

SCP02_BITS = (("BaseKey", "One base key for all uses (b1 clear)."),
              ("UnmodifiedApdu", "The C-MAC covers the command before it is changed (b2)."),
              ("Implicit", "Implicit initiation (b3 clear)."),
              ("AidIcv", "The first ICV is a MAC over the AID (b4)."), ICV,
              ("RMacSupport", "R-MACs are supported (b6)."),
              ("PseudoRandomChallenge", "The card challenge is made from the AID and is checked too (b7)."))


def scp02_flags(i):
    flags = []
    for bit, flag in enumerate(SCP02_BITS):
        inverted = bit in (0, 2)
        if bool(i >> bit & 1) != inverted:
            flags.append(flag)
    return flags or [("AllBitsClear", "No option applies.")]


def scp02_algorithm(i):
    if not i & 4:
        return "SCP02 implicit"
    return "SCP02" if i & 0x8F & ~0x70 == 0x05 else "SCP02, other options"


def scp02_is_confirmed(i):
    return i & 0x0F == 0x05 and i & 0x10


def scp02_session(i, level, channel=0, counter=0x0010, aid=ISD):
    static = DES if i & 1 else BASE
    session = Scp02(static, i, HC, counter, CC6, aid, kdd=X("00112233445566778899"))
    return session, explicit(session, static, level, channel, aid=True if i & 0x48 else None)


def scp02_valid(file):
    for i in (0x04, 0x05, 0x06, 0x07, 0x0C, 0x0D, 0x0F, 0x14, 0x15, 0x17, 0x1C, 0x1F, 0x44, 0x45, 0x46, 0x54, 0x55, 0x57):
        for level in (0x01, 0x03):
            session, body = scp02_session(i, level)
            for command in (GET_DATA, GET_STATUS, EIGHT, CASE1, CASE3, LONG):
                body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
            body["sensitive"] = {"plain": BASE["enc"], "encrypted": session.sensitive(BASE["enc"])}
            file.add("scp02-computed-%02x-level-%02x" % (i, level), scp02_algorithm(i),
                     "All cases of commands with i = %02X at level %02X." % (i, level), scp02_flags(i), body,
                     unconfirmed=not scp02_is_confirmed(i))
    for i in (0x15, 0x17):
        for channel in (2, 7, 19):
            session, body = scp02_session(i, 0x03, channel)
            for command in (GET_DATA, GET_STATUS):
                command = on(channel, command)
                body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
            file.add("scp02-computed-%02x-channel-%d" % (i, channel), scp02_algorithm(i),
                     "On logical channel %d, which the C-MAC does not cover." % channel,
                     scp02_flags(i) + [("LogicalChannel", "The session runs on a supplementary logical channel.")], body,
                     unconfirmed=not scp02_is_confirmed(i))
    for counter in (0x0000, 0x7FFF, 0xFFFE):
        session, body = scp02_session(0x15, 0x01, counter=counter)
        body["exchanges"].append(exchange(GET_DATA, session.wrap(GET_DATA), X("9000")))
        file.add("scp02-computed-15-counter-%04x" % counter, "SCP02",
                 "The sequence counter stands at %04X." % counter,
                 scp02_flags(0x15) + [("Counter", "The sequence counter has a value at an edge.")], body, unconfirmed=False)


RMAC = ("ResponseMac", "Every R-MAC is checked.")
EXCHANGES = ((GET_DATA, X("6604DEADBEEF"), X("9000")), (GET_STATUS, b"", X("6A88")), (CASE1, b"", X("9000")),
             (CASE3, X("E300"), X("6310")), (LONG, bytes(range(200)), X("9000")))


def scp02_r_mac(file):
    for i in (0x24, 0x35, 0x37, 0x75):
        for level in (0x10, 0x11, 0x13):
            session, body = scp02_session(i, level)
            for command, data, sw in EXCHANGES:
                sent = session.wrap(command)
                body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
            file.add("scp02-computed-%02x-level-%02x" % (i, level), "SCP02 R-MAC chains",
                     "Five responses in a chain of R-MACs, one of them an error, one a warning.",
                     scp02_flags(i) + [RMAC], body)
    for name, begin, reading in (("every", BEGIN_EVERY, None), ("end", BEGIN_END, None),
                                 ("keeps-counter", BEGIN_EVERY, "begun_r_mac_keeps_counter")):
        session, body = scp02_session(0x35, 0x01)
        if reading:
            body["readings"] = "[%s]" % reading
        r_mac_session(session, body, begin, bool(reading))
        flags = scp02_flags(0x35) + [RMAC, ("RMacSession", "BEGIN and END R-MAC SESSION frame the responses.")]
        if reading:
            flags.append(("OtherReading", "A computation that the specification leaves open, done the other way."))
        file.add("scp02-computed-35-r-mac-session-" + name, "SCP02 R-MAC sessions",
                 "A session begun at level 01, an R-MAC fetched in the middle and another at the end.", flags, body)


def r_mac_session(session, body, begin, keeps_counter=False, protect=True):
    def step(command):
        if protect:
            return session.wrap(command), {}
        return session.unprotected(command), {"protection": "none"}
    sent, more = step(begin)
    body["exchanges"].append(exchange(begin, sent, session.begin_r_mac(begin, keeps_counter), **more))
    for command, data, sw in EXCHANGES[:3]:
        sent, more = step(command)
        body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data, **more))
    sent, more = step(GO_ON)
    body["exchanges"].append(exchange(GO_ON, sent, session.end_r_mac(True), **more))
    command, data, sw = EXCHANGES[3]
    sent, more = step(command)
    body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data, **more))
    sent, more = step(END)
    body["exchanges"].append(exchange(END, sent, session.end_r_mac(), **more))
    sent, more = step(GET_DATA)
    body["exchanges"].append(exchange(GET_DATA, sent, X("66009000"), X("6600"), **more))


def implicit(i, counter=0x0005, aid=ISD, reading=None):
    static = DES if i & 1 else BASE
    session = Scp02(static, i, counter=counter, aid=aid)
    session.no_lc = reading == "no_lc_without_data"
    body = {"keys": dict(static), "option_i": bytes([i])}
    if reading:
        body["readings"] = "[%s]" % reading
    body["implicit"] = {"sequence_counter": session.seq(), "aid": aid}
    body["session_keys"] = {**session.session_keys(), "s_rmac_begun": session.s_rmac_later}
    body["exchanges"] = []
    return session, body


def scp02_implicit(file):
    for i in (0x02, 0x08, 0x09, 0x0A, 0x0B, 0x10, 0x18, 0x1A, 0x1B, 0x4A, 0x4B, 0x5A, 0x5B):
        session, body = implicit(i)
        body["sensitive"] = {"plain": DES["mac"], "encrypted": session.sensitive(DES["mac"])}
        for command in (GET_DATA, GET_STATUS, CASE1, CASE3, LONG):
            body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
        file.add("scp02-computed-%02x" % i, "SCP02 implicit", "The first C-MAC starts the session; i = %02X." % i,
                 scp02_flags(i), body)
    for i, aid in ((0x1A, SSD), (0x1A, X("A000000003")), (0x0A, SSD)):
        session, body = implicit(i, aid=aid)
        for command in (GET_STATUS, GET_DATA):
            body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
        file.add("scp02-computed-%02x-aid-of-%d-bytes" % (i, len(aid)), "SCP02 implicit",
                 "The AID of the selected application has %d bytes." % len(aid),
                 scp02_flags(i) + [("OtherAid", "The AID is another one, of another length.")], body)
    for i in (0x0A, 0x1A, 0x1B):
        session, body = implicit(i)
        body["exchanges"].append(exchange(GET_STATUS, session.wrap(GET_STATUS), X("9000")))
        body["exchanges"].append(exchange(GET_DATA, session.unprotected(GET_DATA), X("9000"), protection="none"))
        body["exchanges"].append(exchange(GET_STATUS, session.wrap(GET_STATUS), X("9000")))
        body["exchanges"].append(exchange(GET_DATA, session.wrap(GET_DATA), X("9000")))
        file.add("scp02-computed-%02x-starts-anew" % i, "SCP02 implicit",
                 "A command without C-MAC in between: the next one starts a session from the raised counter.",
                 scp02_flags(i) + [("StartsAnew", "One session follows another without a word.")], body)
    for i, protect in ((0x3A, True), (0x3B, True), (0x2A, True), (0x3A, False), (0x32, True)):
        session, body = implicit(i)
        r_mac_session(session, body, BEGIN_EVERY if protect else BEGIN_END, protect=protect)
        file.add("scp02-computed-%02x-r-mac-%s" % (i, "protected" if protect else "alone"), "SCP02 implicit",
                 "An R-MAC session %s." % ("begun by the first C-MAC" if protect else "without any C-MAC"),
                 scp02_flags(i) + [RMAC, ("RMacSession", "BEGIN and END R-MAC SESSION frame the responses.")], body)
    session, body = implicit(0x1A, reading="no_lc_without_data")
    for command in (GET_DATA, GET_STATUS, CASE1):
        body["exchanges"].append(exchange(command, session.wrap(command), X("9000")))
    file.add("scp02-computed-1a-no-lc", "SCP02 implicit", "No Lc under the C-MAC of a command without data.",
             scp02_flags(0x1A) + [("OtherReading", "A computation that the specification leaves open, done the other way.")],
             body)


def scp02_invalid(file):
    special = {"c_mac.icv_encrypted": 0x05, "c_mac.cla_modified": 0x17, "c_mac.lc_modified": 0x17}

    def make(name):
        return Scp02(DES, special.get(name, 0x15), HC, 0x0010, CC6, ISD, kdd=X("00112233445566778899"))
    mistaken(file, 2, make, DES, "SCP02", False)

    def broken(id, comment, flag, cryptogram, i=0x15, fails="card_cryptogram"):
        session, body = scp02_session(i, 0x01)
        body["initialize_update"]["answer"] = session.answer()[:-8] + cryptogram(session)
        file.add("scp02-wrong-card-" + id, "SCP02", comment, [flag], body, fails, False)

    wrong_cards_of_des(broken, lambda s: s.hc, lambda s: s.seq() + s.cc)
    broken("cryptogram-raised-counter", "The card cryptogram over the counter raised too early.",
           ("CardCryptogramRaisedCounter", "The card cryptogram is made over the next counter."),
           lambda s: full_mac(s.s_enc, ZERO8, s.hc + s.seq(-1) + s.cc))
    broken("keys-raised-counter", "Session keys from the counter raised too early.",
           ("RaisedCounterKeys", "Session keys are derived from the next counter."),
           lambda s: full_mac(s.derive("enc", "0182", 0x11), ZERO8, s.hc + s.seq() + s.cc))
    broken("keys-without-counter", "Session keys without the counter.",
           ("KeysWithoutCounter", "Session keys are derived without the counter."),
           lambda s: full_mac(s.derive("enc", "0182", 0), ZERO8, s.hc + s.seq() + s.cc))
    broken("keys-wrong-constant", "S-ENC with the constant of S-DEK.",
           ("WrongConstant", "A session key is derived with the constant of another."),
           lambda s: full_mac(s.derive("enc", "0181", 0x10), ZERO8, s.hc + s.seq() + s.cc))
    broken("keys-ecb", "Session keys derived in ECB mode.",
           ("EcbKeys", "SCP02 session keys are derived in ECB mode instead of CBC."),
           lambda s: full_mac(tdes(DES["enc"], X("01820010") + bytes(12)), ZERO8, s.hc + s.seq() + s.cc))

    def challenge(id, comment, flag, made):
        session = Scp02(DES, 0x55, HC, 0x0010, CC6, ISD, kdd=X("00112233445566778899"))
        session.cc = made(session)
        body = explicit(session, DES, 0x01, aid=True)
        file.add("scp02-wrong-challenge-" + id, "SCP02", comment, [flag], body, "card_challenge", False)

    challenge("aid", "The pseudo-random challenge made from the AID of another domain.",
              ("ChallengeOfOtherAid", "The card challenge is made from another AID."),
              lambda s: retail_mac(s.s_mac, ZERO8, SSD)[:6])
    challenge("unpadded", "The AID, eight bytes, is not padded.",
              ("ChallengeUnpadded", "The AID is not padded for the card challenge."),
              lambda s: retail_mac(s.s_mac, ZERO8, ISD, True)[:6])
    challenge("last-bytes", "The last six bytes of the MAC in place of the first.",
              ("ChallengeLastBytes", "The card challenge is the wrong part of the MAC."),
              lambda s: retail_mac(s.s_mac, ZERO8, ISD)[2:])
    challenge("full-mac", "A full triple DES MAC over the AID.",
              ("ChallengeFullMac", "The card challenge is made with another MAC."),
              lambda s: full_mac(s.s_mac, ZERO8, ISD + ISD)[:6])
    challenge("static-key", "The MAC under the static key.",
              ("ChallengeStaticKey", "The card challenge is made with a static key."),
              lambda s: retail_mac(DES["mac"], ZERO8, ISD)[:6])
    challenge("raised-counter", "The MAC under the key of the next session.",
              ("ChallengeRaisedCounter", "The card challenge belongs to the next counter."),
              lambda s: retail_mac(s.derive("mac", "0101", 0x11), ZERO8, ISD)[:6])
    scp02_wrong_r_macs(file)


def scp02_wrong_r_macs(file):
    def wrong(id, comment, flag, made, level=0x11):
        session, body = scp02_session(0x35, level)
        command, data, sw = EXCHANGES[0]
        sent = session.wrap(command)
        body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
        command, data, sw = EXCHANGES[3]
        sent = session.wrap(command)
        body["exchanges"].append(exchange(command, sent, data + made(session, command, data, sw, sent) + sw, data))
        file.add("scp02-wrong-r-mac-" + id, "SCP02 R-MAC chains", comment, [flag], body, "r_mac")

    wrong("not-chained", "The R-MAC starts from the C-MAC of EXTERNAL AUTHENTICATE again.",
          ("RMacNotChained", "The R-MAC does not start from the one before."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.authenticate_mac, s.r_input(c, d, w)))
    wrong("zero-icv", "The R-MAC starts from zero.", ("RMacZeroIcv", "The R-MAC starts from zero."),
          lambda s, c, d, w, x: retail_mac(s.r_key, ZERO8, s.r_input(c, d, w)))
    wrong("encrypted-icv", "The ICV encryption of C-MACs applied to the R-MAC.",
          ("RMacEncryptedIcv", "The ICV of the R-MAC is encrypted."),
          lambda s, c, d, w, x: retail_mac(s.r_key, tdes(s.r_key[:8], s.r_mac_state), s.r_input(c, d, w)))
    wrong("c-mac-chain", "The R-MAC starts from the C-MAC of its command, as SCP03 does.",
          ("RMacFromCMac", "The R-MAC starts from the C-MAC of the command."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.chaining, s.r_input(c, d, w)))
    wrong("c-mac-key", "The R-MAC under the C-MAC session key.",
          ("RMacCMacKey", "The R-MAC is made with the C-MAC session key."),
          lambda s, c, d, w, x: retail_mac(s.s_mac, s.r_mac_state, s.r_input(c, d, w)))
    wrong("raised-counter", "The R-MAC key of a session begun later.",
          ("RMacRaisedCounter", "The R-MAC key comes from the raised counter."),
          lambda s, c, d, w, x: retail_mac(s.s_rmac_later, s.r_mac_state, s.r_input(c, d, w)))
    wrong("full-mac", "A full triple DES MAC.", ("RMacFull", "The R-MAC is a full triple DES MAC."),
          lambda s, c, d, w, x: full_mac(s.r_key, s.r_mac_state, s.r_input(c, d, w)))
    wrong("without-command", "Response data and status word alone.",
          ("RMacWithoutCommand", "The R-MAC does not cover the command."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, bytes([len(d)]) + d + w))
    wrong("command-as-sent", "The protected command in place of the plain one.",
          ("RMacCommandAsSent", "The R-MAC covers the command with its protection."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, x + bytes([len(d)]) + d + w))
    wrong("class-as-sent", "The class byte with its secure messaging bit.",
          ("RMacClassAsSent", "The R-MAC covers the class byte as sent."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, b"\x84" + s.r_input(c, d, w)[1:]))
    wrong("without-li", "The length of the response data is left out.",
          ("RMacWithoutLi", "The R-MAC does not cover the length of the response data."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, s.r_input(c, d, w)[:-len(d) - 3] + d + w))
    wrong("without-status-word", "The status word is left out.",
          ("RMacWithoutStatusWord", "The R-MAC does not cover the status word."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, s.r_input(c, d, w)[:-2]))
    wrong("status-word-first", "The status word in front of the response data.",
          ("RMacStatusWordFirst", "The R-MAC covers the status word before the data."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, s.r_input(c, d, w)[:-len(d) - 3] + w + bytes([len(d)]) + d))
    wrong("double-padding", "The input padded once more before it is padded.",
          ("RMacDoublePadding", "The input of the R-MAC is padded twice."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, pad(s.r_input(c, d, w), 8)))
    wrong("with-le", "The Le of the command is covered.",
          ("RMacWithLe", "The R-MAC covers the Le field."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, s.r_input(c, b"", w)[:-3] + b"\0" + bytes([len(d)]) + d + w))
    wrong("seven-bytes", "The R-MAC without its last byte.",
          ("RMacTruncated", "A byte of the R-MAC is missing."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, s.r_input(c, d, w))[:7])
    wrong("warning-as-error", "The data of a warning left out, as if it were an error.",
          ("RMacWarningAsError", "The R-MAC of a warning does not cover its data."),
          lambda s, c, d, w, x: retail_mac(s.r_key, s.r_mac_state, s.r_input(c, b"", w)))


def scp02_implicit_invalid(file):
    def wrong(id, comment, flag, change, i=0x1A):
        session, body = implicit(i)
        twin, _ = implicit(i)
        body["exchanges"].append(exchange(GET_STATUS, change(twin) or twin.wrap(GET_STATUS)))
        assert body["exchanges"][0]["wrapped"] != session.wrap(GET_STATUS), id
        file.add("scp02-wrong-implicit-" + id, "SCP02 implicit", comment, [flag], body, "wrapped")

    def stale(session):
        session.counter -= 1
        session.renew()

    def raised(session):
        session.counter += 1
        session.renew()

    def other_aid(session):
        session.aid = SSD
        session.renew()

    def unpadded(session):
        session.chaining = retail_mac(session.s_mac, ZERO8, ISD, True)

    def static_icv(session):
        session.chaining = retail_mac(BASE["mac"], ZERO8, ISD)

    def full_icv(session):
        session.chaining = full_mac(session.s_mac, ZERO8, ISD)

    def modified(session):
        session.unmodified = False

    def r_mac_key(session):
        session.s_mac = session.s_rmac

    def static_key(session):
        session.s_mac = BASE["mac"]

    for id, change, says in (
            ("stale-counter", stale, "The C-MAC key comes from the counter of the session before."),
            ("raised-counter", raised, "The C-MAC key comes from the counter that this session will raise."),
            ("other-aid", other_aid, "The first ICV is made from the AID of another application."),
            ("unpadded-aid", unpadded, "The AID is not padded for the first ICV."),
            ("icv-of-the-static-key", static_icv, "The first ICV is made with the static key."),
            ("icv-with-a-full-mac", full_icv, "The first ICV is a full triple DES MAC."),
            ("modified-apdu", modified, "The C-MAC covers the command as it is sent."),
            ("r-mac-key", r_mac_key, "The C-MAC is computed with the R-MAC key."),
            ("static-key", static_key, "The C-MAC is computed with the base key.")):
        wrong(id, says, (camel("implicit." + id.replace("-", "_")), says), change)

    session, body = implicit(0x3A)
    r_mac_session(session, body, BEGIN_EVERY)
    first = body["exchanges"][0]
    for id, made, says in (
            ("r-mac-icv-of-the-c-mac", lambda s, k: retail_mac(s.s_mac, ZERO8, ISD),
             "The first R-MAC starts from the ICV of the first C-MAC."),
            ("r-mac-zero-icv", lambda s, k: ZERO8, "The first R-MAC of an implicit session starts from zero.")):
        session, body = implicit(0x3A)
        sent = session.wrap(BEGIN_EVERY)
        session.begin_r_mac(BEGIN_EVERY)
        session.r_mac_state = made(session, None)
        session.count(BEGIN_EVERY, b"", X("9000"))
        body["exchanges"] = [dict(first)]
        command, data, sw = EXCHANGES[0]
        sent = session.wrap(command)
        body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
        file.add("scp02-wrong-implicit-" + id, "SCP02 implicit", says, [(camel("implicit." + id.replace("-", "_")), says)],
                 body, "r_mac")


# ----------------------------------------------------------------------------------------------------------- SCP03

def cut(length):
    return {name: key[:length] for name, key in AES.items()}


def scp03_session(i, level, length=16, channel=0, counter=None, aid=ISD):
    s16 = bool(i & 1)
    pseudo = bool(i & 0x10)
    session = Scp03(cut(length), i, HC16 if s16 else HC, None if pseudo else (CC16 if s16 else CC8),
                    (0x00002A if counter is None else counter) if pseudo else None, aid, X("00112233445566778899"), 0x30, s16)
    session.aid = aid
    return session, explicit(session, cut(length), level, channel, aid=True if pseudo else None)


def scp03_levels(i):
    levels = [0x01, 0x03]
    if i & 0x20:
        levels += [0x11, 0x13]
    if i & 0x40:
        levels += [0x33]
    return levels


def scp03_algorithm(i, length):
    return "SCP03 AES-%d %s" % (8 * length, "S16" if i & 1 else "S8")


def scp03_flags(i):
    flags = [("PseudoRandomChallenge", "The card challenge is made from counter and AID and is checked too.")
             if i & 0x10 else ("RandomChallenge", "The card challenge is random: there is no counter.")]
    if i & 0x20:
        flags.append(RMAC)
    if i & 0x40:
        flags.append(("ResponseEncryption", "Response data are encrypted where the level says so."))
    return flags


def scp03_valid(file):
    for length in (16, 24, 32):
        for i in (0x00, 0x10, 0x20, 0x30, 0x60, 0x70, 0x01, 0x11, 0x21, 0x31, 0x61, 0x71):
            level = scp03_levels(i)[-1]
            session, body = scp03_session(i, level, length)
            for command, data, sw in EXCHANGES:
                sent = session.wrap(command)
                body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
            body["sensitive"] = {"plain": BASE["enc"], "encrypted": session.sensitive(BASE["enc"])}
            file.add("scp03-computed-%02x-aes-%d" % (i, 8 * length), scp03_algorithm(i, length),
                     "i = %02X, AES-%d, at its highest level %02X." % (i, 8 * length, level), scp03_flags(i), body,
                     unconfirmed=False)
    for i in (0x70, 0x71):
        for level in (0x00, 0x01, 0x03, 0x11, 0x13):
            session, body = scp03_session(i, level)
            for command, data, sw in EXCHANGES:
                sent = session.wrap(command)
                body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
            file.add("scp03-computed-%02x-level-%02x" % (i, level), scp03_algorithm(i, 16),
                     "i = %02X at level %02X." % (i, level), scp03_flags(i), body, unconfirmed=False)
    for channel in (1, 4, 19):
        session, body = scp03_session(0x70, 0x33, channel=channel)
        for command, data, sw in EXCHANGES[:2]:
            command = on(channel, command)
            sent = session.wrap(command)
            body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
        file.add("scp03-computed-70-channel-%d" % channel, "SCP03 AES-128 S8", "On logical channel %d." % channel,
                 scp03_flags(0x70) + [("LogicalChannel", "The session runs on a supplementary logical channel.")], body,
                 unconfirmed=False)
    for begin, level, name in (("807A10010100", 0x01, "10"), ("807A30010100", 0x03, "30"), ("807A30010100", 0x13, "30-raised")):
        session, body = scp03_session(0x70, level)
        sent = session.wrap(begin)
        body["exchanges"].append(exchange(begin, sent, session.respond(begin), b""))
        session.response_level |= Command(begin).p1
        for command, data, sw in EXCHANGES[:3]:
            sent = session.wrap(command)
            body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
        sent = session.wrap(END)
        body["exchanges"].append(exchange(END, sent, session.respond(END), b""))
        session.response_level = level
        sent = session.wrap(GET_DATA)
        body["exchanges"].append(exchange(GET_DATA, sent, session.respond(GET_DATA, X("6600")), X("6600")))
        file.add("scp03-computed-70-r-mac-session-" + name, "SCP03 R-MAC sessions",
                 "BEGIN R-MAC SESSION at level %02X with P1 %s, and END." % (level, begin[4:6]),
                 scp03_flags(0x70) + [("RMacSession", "BEGIN and END R-MAC SESSION frame the responses.")], body)


def scp03_invalid(file):
    def make(name):
        return Scp03(cut(16), 0x60, HC, CC8, None, ISD, X("00112233445566778899"))
    mistaken(file, 3, make, cut(16), "SCP03 AES-128 S8", False)

    def broken(id, comment, flag, cryptogram, fails="card_cryptogram"):
        session, body = scp03_session(0x60, 0x01)
        body["initialize_update"]["answer"] = session.answer()[:-8] + cryptogram(session)
        file.add("scp03-wrong-card-" + id, "SCP03 AES-128 S8", comment, [flag], body, fails, False)

    context = HC + CC8
    for id, says, made in (
            ("cryptogram-host-constant", "The card cryptogram is derived with the constant of the host cryptogram.",
             lambda s: s.kdf(s.s_mac, 1, 8, context)),
            ("cryptogram-swapped-context", "The card cryptogram is derived with the card challenge first.",
             lambda s: s.kdf(s.s_mac, 0, 8, CC8 + HC)),
            ("cryptogram-enc-key", "The card cryptogram is derived with S-ENC.", lambda s: s.kdf(s.s_enc, 0, 8, context)),
            ("cryptogram-static-key", "The card cryptogram is derived with the static Key-MAC.",
             lambda s: s.kdf(s.keys["mac"], 0, 8, context)),
            ("cryptogram-length-of-a-key", "The length in the derivation is that of a key.",
             lambda s: s.kdf(s.s_mac, 0, 16, context)[:8]),
            ("cryptogram-length-in-bytes", "The length in the derivation counts bytes.",
             lambda s: cmac(s.s_mac, bytes(11) + X("00000008" + "01") + context)[:8]),
            ("cryptogram-counter-from-zero", "The counter of the derivation starts at 00.",
             lambda s: cmac(s.s_mac, bytes(11) + X("00000040" + "00") + context)[:8]),
            ("cryptogram-counter-first", "The counter of the derivation stands in front.",
             lambda s: cmac(s.s_mac, X("01") + bytes(11) + X("00000040") + context)[:8]),
            ("cryptogram-last-bytes", "The last bytes of the derivation are sent in place of the first.",
             lambda s: cmac(s.s_mac, bytes(11) + X("00000040" + "01") + context)[8:]),
            ("cryptogram-without-host-challenge", "The context of the derivation is the card challenge alone.",
             lambda s: s.kdf(s.s_mac, 0, 8, CC8)),
            ("keys-of-key-enc", "S-MAC is derived from Key-ENC.",
             lambda s: s.kdf(s.kdf(s.keys["enc"], 6, 16, context), 0, 8, context)),
            ("keys-wrong-constant", "S-MAC is derived with the constant of S-RMAC.",
             lambda s: s.kdf(s.kdf(s.keys["mac"], 7, 16, context), 0, 8, context)),
            ("cryptogram-zero", "The card cryptogram is zero.", lambda s: ZERO8)):
        broken(id, says, (camel("scp03." + id.replace("-", "_")), says), made)

    def challenge(id, says, made):
        session = Scp03(cut(16), 0x70, HC, made(), 0x00002A, ISD, X("00112233445566778899"))
        session.aid = ISD
        body = explicit(session, cut(16), 0x01, aid=True)
        file.add("scp03-wrong-challenge-" + id, "SCP03 AES-128 S8", says, [(camel("challenge." + id.replace("-", "_")), says)],
                 body, "card_challenge", False)

    enc = cut(16)["enc"]
    kdf = Scp03.kdf
    challenge("of-another-aid", "The context has the AID of another domain.", lambda: kdf(enc, 2, 8, X("00002A") + SSD))
    challenge("counter-before", "The context has the counter before the one that is sent.",
              lambda: kdf(enc, 2, 8, X("000029") + ISD))
    challenge("counter-behind", "The counter stands behind the AID.", lambda: kdf(enc, 2, 8, ISD + X("00002A")))
    challenge("counter-of-two-bytes", "The counter has two bytes in the context.", lambda: kdf(enc, 2, 8, X("002A") + ISD))
    challenge("of-key-mac", "The challenge is derived from Key-MAC.", lambda: kdf(cut(16)["mac"], 2, 8, X("00002A") + ISD))
    challenge("wrong-constant", "The challenge is derived with the constant of a cryptogram.",
              lambda: kdf(enc, 0, 8, X("00002A") + ISD))
    challenge("without-aid", "The context is the counter alone.", lambda: kdf(enc, 2, 8, X("00002A")))

    def option(id, says, i, change):
        session, body = scp03_session(i, 0x01)
        body["initialize_update"]["answer"] = change(session.answer())
        file.add("scp03-wrong-i-" + id, "SCP03 AES-128 S8", says, [(camel("option." + id.replace("-", "_")), says)], body,
                 "option_i", False)

    option("random-with-counter", "i says that the challenge is random, and a counter comes.", 0x70,
           lambda a: a[:12] + X("60") + a[13:])
    option("pseudo-random-without-counter", "i says that the challenge is pseudo-random, and no counter comes.", 0x60,
           lambda a: a[:12] + X("70") + a[13:])
    option("r-enc-without-r-mac", "i has response encryption without R-MAC.", 0x60, lambda a: a[:12] + X("40") + a[13:])
    option("reserved-bit", "i has a reserved bit set.", 0x60, lambda a: a[:12] + X("E0") + a[13:])
    session, body = scp03_session(0x61, 0x01)
    body["initialize_update"]["answer"] = session.answer()[:12] + X("60") + session.answer()[13:]
    file.add("scp03-wrong-i-s16-not-told", "SCP03 AES-128 S16", "Challenges of sixteen bytes, and i does not tell of S16.",
             [("OptionS16NotTold", "The mode is S16 and i does not tell it.")], body, "option_i", False)
    scp03_wrong_responses(file)


def scp03_wrong_responses(file):
    def wrong(id, says, made, fails="r_mac", level=0x33):
        session, body = scp03_session(0x70, level)
        for command, data, sw in EXCHANGES[:1]:
            sent = session.wrap(command)
            body["exchanges"].append(exchange(command, sent, session.respond(command, data, sw), data))
        command, data, sw = EXCHANGES[3]
        before = session.chaining
        sent = session.wrap(command)
        body["exchanges"].append(exchange(command, sent, made(session, data, sw, before) + sw, data))
        file.add("scp03-wrong-response-" + id, "SCP03 AES-128 S8", says, [(camel("response." + id.replace("-", "_")), says)],
                 body, fails, False)

    def closed(s, field, sw):
        return field + s.r_mac(field, sw)

    wrong("r-mac-over-plain-data", "The R-MAC covers the plain data and the encrypted ones are sent.",
          lambda s, d, w, b: s.encrypted(d) + s.r_mac(d, w))
    wrong("r-mac-without-status-word", "The R-MAC does not cover the status word.",
          lambda s, d, w, b: s.encrypted(d) + s.r_mac(s.encrypted(d), b""))
    wrong("r-mac-status-word-first", "The R-MAC covers the status word before the data.",
          lambda s, d, w, b: s.encrypted(d) + s.r_mac(w, s.encrypted(d)))
    wrong("r-mac-stale-chaining", "The R-MAC starts from the C-MAC of the command before.",
          lambda s, d, w, b: s.encrypted(d) + s.r_mac(s.encrypted(d), w, chaining=b))
    wrong("r-mac-zero-chaining", "The R-MAC starts from zero.",
          lambda s, d, w, b: s.encrypted(d) + s.r_mac(s.encrypted(d), w, chaining=ZERO16))
    wrong("r-mac-c-mac-key", "The R-MAC is made with S-MAC.",
          lambda s, d, w, b: s.encrypted(d) + s.r_mac(s.encrypted(d), w, key=s.s_mac))
    wrong("r-mac-short-chaining", "The R-MAC starts from the eight bytes of the C-MAC that were sent.",
          lambda s, d, w, b: s.encrypted(d) + cmac(s.s_rmac, s.chaining[:8] + s.encrypted(d) + w)[:8])
    wrong("r-mac-last-bytes", "The last bytes of the R-MAC are sent in place of the first.",
          lambda s, d, w, b: s.encrypted(d) + cmac(s.s_rmac, s.chaining + s.encrypted(d) + w)[8:])
    wrong("no-r-mac", "Encrypted data without an R-MAC.", lambda s, d, w, b: s.encrypted(d))
    wrong("nothing", "A success without data and without R-MAC.", lambda s, d, w, b: b"")
    wrong("seven-bytes", "Seven bytes where the R-MAC has eight.", lambda s, d, w, b: bytes(7), level=0x11)
    wrong("command-icv", "The response is encrypted with the ICV of its command.",
          lambda s, d, w, b: closed(s, s.encrypted(d, aes(s.s_enc, s.commands.to_bytes(16, "big"))), w), "decryption")
    wrong("zero-icv", "The response is encrypted from zero.", lambda s, d, w, b: closed(s, s.encrypted(d, ZERO16), w),
          "decryption")
    wrong("plain-icv", "The ICV of the response is not encrypted.",
          lambda s, d, w, b: closed(s, s.encrypted(d, b"\x80" + s.commands.to_bytes(15, "big")), w), "decryption")
    wrong("plain-data", "The data are in clear under a right R-MAC.", lambda s, d, w, b: closed(s, d, w), "decryption")
    wrong("no-padding", "Encrypted data without the padding byte.",
          lambda s, d, w, b: closed(s, s.encrypted(d, padded=d + bytes(14)), w), "decryption")
    wrong("padding-alone", "A block of padding without data.",
          lambda s, d, w, b: closed(s, s.encrypted(b"", padded=b"\x80" + bytes(15)), w), "decryption")
    wrong("padding-of-another-byte", "The padding starts with another byte than 80.",
          lambda s, d, w, b: closed(s, s.encrypted(d, padded=d + b"\x01" + bytes(13)), w), "decryption")
    wrong("half-a-block", "Encrypted data that are no whole blocks.",
          lambda s, d, w, b: closed(s, s.encrypted(d)[:8], w), "decryption")


def main():
    one = File("scp01", "SCP01 sessions, i = 05 and 15, and what mistaken terminals and cards make of them")
    scp01_valid(one)
    scp01_invalid(one)
    two = File("scp02", "SCP02 sessions in every option of i, and what mistaken terminals and cards make of them")
    scp02_valid(two)
    scp02_r_mac(two)
    scp02_implicit(two)
    scp02_invalid(two)
    scp02_implicit_invalid(two)
    three = File("scp03", "SCP03 sessions with every i and key length, and what mistaken terminals and cards make of them")
    scp03_valid(three)
    scp03_invalid(three)
    changed = []
    for file in (one, two, three):
        path = os.path.join(HERE, "..", file.name + "-computed.yaml")
        old = open(path).read() if os.path.exists(path) else ""
        if old != file.text():
            changed.append(file.name)
            if "--check" not in sys.argv:
                open(path, "w").write(file.text())
        bad = sum(1 for test in file.tests if test[5])
        print("%s: %d vectors, %d of them invalid, %d flags" % (file.name, len(file.tests), bad, len(file.notes)))
    if "--check" in sys.argv and changed:
        sys.exit("these files would change: " + ", ".join(changed))


main()
