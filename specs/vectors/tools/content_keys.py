# SPDX-License-Identifier: Apache-2.0
"""Signatures, ciphers and test keys of content management, for the scripts beside this file.

Written from GPC appendices B and C alone; it shares no code with the harness. Needs python3-cryptography 42 or later,
for ECDSA with the nonces of RFC 6979; Debian 12 has an older one, pip a newer one.
Every key is a public test key: RSA Laboratories' and Wycheproof's RSA keys, RFC 6979's and RFC 7027's curves.
"""
import hashlib
import json
import pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

HERE = pathlib.Path(__file__).resolve().parent.parent
SALT = bytes(range(0x20, 0x40))
DES = bytes.fromhex("404142434445464748494A4B4C4D4E4F")


def pad(data, size):
    return data + b"\x80" + bytes(-(len(data) + 1) % size)


def tdes(key, data, icv=None):
    full = key + key[:8] if len(key) == 16 else key * (24 // len(key))
    run = Cipher(algorithms.TripleDES(full), modes.ECB() if icv is None else modes.CBC(icv)).encryptor()
    return run.update(data) + run.finalize()


def aes(key, data, icv=None):
    run = Cipher(algorithms.AES(key), modes.ECB() if icv is None else modes.CBC(icv)).encryptor()
    return run.update(data) + run.finalize()


def retail_mac(key, message, padded=True):
    blocks = pad(message, 8) if padded else message
    chain = bytes(8)
    for at in range(0, len(blocks) - 8, 8):
        chain = tdes(key[:8], bytes(a ^ b for a, b in zip(chain, blocks[at:at + 8])))
    return tdes(key, bytes(a ^ b for a, b in zip(chain, blocks[-8:])))


def full_mac(key, message):
    return tdes(key, pad(message, 8), bytes(8))[-8:]


def cmac(key, message):
    made = CMAC(algorithms.AES(key))
    made.update(message)
    return made.finalize()


def number(data):
    return int.from_bytes(data, "big")


DIGEST_INFO = {
    "sha1": "3021300906052B0E03021A05000414",
    "sha256": "3031300D060960864801650304020105000420",
}


def digest(algorithm, data):
    return hashlib.new(algorithm, data).digest()


def mgf1(algorithm, seed, length):
    out = b""
    while len(out) < length:
        out += digest(algorithm, seed + (len(out) // hashlib.new(algorithm).digest_size).to_bytes(4, "big"))
    return out[:length]


class Rsa:
    def __init__(self, modulus, private_exponent, exponent=65537):
        self.n, self.d, self.e = modulus, private_exponent, exponent
        self.length = (modulus.bit_length() + 7) // 8

    def power(self, block):
        return pow(number(block), self.d, self.n).to_bytes(self.length, "big")

    def pkcs1(self, message, algorithm="sha1"):
        info = bytes.fromhex(DIGEST_INFO[algorithm]) + digest(algorithm, message)
        return self.power(b"\x00\x01" + b"\xFF" * (self.length - len(info) - 3) + b"\x00" + info)

    def pss(self, message, salt=SALT, algorithm="sha256"):
        size = hashlib.new(algorithm).digest_size
        h = digest(algorithm, bytes(8) + digest(algorithm, message) + salt)
        db = bytes(self.length - size - len(salt) - 2) + b"\x01" + salt
        masked = bytearray(a ^ b for a, b in zip(db, mgf1(algorithm, h, len(db))))
        masked[0] &= 0x7F
        return self.power(bytes(masked) + h + b"\xBC")

    def sign(self, message):
        return self.pkcs1(message) if self.length == 128 else self.pss(message)

    def yaml(self, secret=True):
        out = {"modulus": self.n.to_bytes(self.length, "big"), "exponent": bytes.fromhex("010001")}
        if secret:
            out["private_exponent"] = self.d.to_bytes(self.length, "big")
        return out


class Ecc:
    def __init__(self, name, curve, scalar, algorithm):
        self.name, self.key, self.hash = name, ec.derive_private_key(scalar, curve), algorithm
        self.scalar = scalar
        self.length = (curve.key_size + 7) // 8

    def raw(self, message, algorithm=None):
        return utils.decode_dss_signature(self.der(message, algorithm))

    def der(self, message, algorithm=None):
        return self.key.sign(message, ec.ECDSA(algorithm or self.hash, deterministic_signing=True))

    def sign(self, message, algorithm=None):
        r, s = self.raw(message, algorithm)
        return r.to_bytes(self.length, "big") + s.to_bytes(self.length, "big")

    def point(self):
        numbers = self.key.public_key().public_numbers()
        return b"\x04" + numbers.x.to_bytes(self.length, "big") + numbers.y.to_bytes(self.length, "big")

    def private(self):
        return self.scalar.to_bytes(self.length, "big")

    def yaml(self, secret=True):
        out = {"curve": self.name, "point": self.point()}
        if secret:
            out["scalar"] = self.private()
        return out


class Symmetric:
    def __init__(self, kind, key):
        self.kind, self.key = kind, key

    def sign(self, message):
        return retail_mac(self.key, message) if self.kind == "des" else cmac(self.key, message)

    def yaml(self, secret=True):
        return {self.kind: self.key}


def wycheproof_rsa():
    text = (HERE / "wycheproof/rsa_oaep_2048_sha256_mgf1sha256_test.json").read_text()
    key = json.loads(text)["testGroups"][0]["privateKey"]
    return Rsa(int(key["modulus"], 16), int(key["privateExponent"], 16))


# RSA Laboratories, pss-vect.txt, example 1.
RSA_1024_P = int("E7E8942720A877517273A356053EA2A1BC0C94AA72D55C6E86296B2DFC967948"
                 "C0A72CBCCCA7EACB35706E09A1DF55A1535BD9B3CC34160B3B6DCD3EDA8E6443", 16)
RSA_1024_Q = int("B69DCA1CF7D4D7EC81E75B90FCCA874ABCDE123FD2700180AA90479B6E48DE8D"
                 "67ED24F9F19D85BA275874F542CD20DC723E6963364A1F9425452B269A6799FD", 16)
RSA_1024 = Rsa(RSA_1024_P * RSA_1024_Q, pow(65537, -1, (RSA_1024_P - 1) * (RSA_1024_Q - 1)))
RSA_2048 = wycheproof_rsa()

# RFC 6979, A.2.5 to A.2.7; RFC 7027, A.1 to A.3.
P256 = Ecc("P-256", ec.SECP256R1(), 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, hashes.SHA256())
P384 = Ecc("P-384", ec.SECP384R1(), int(
    "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5", 16),
    hashes.SHA384())
P521 = Ecc("P-521", ec.SECP521R1(), int(
    "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB"
    "89EC0C08B0E996B83538", 16), hashes.SHA512())
BP256 = Ecc("brainpoolP256r1", ec.BrainpoolP256R1(),
            0x81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D, hashes.SHA256())
BP384 = Ecc("brainpoolP384r1", ec.BrainpoolP384R1(), int(
    "1E20F5E048A5886F1F157C74E91BDE2B98C8B52D58E5003D57053FC4B0BD65D6F15EB5D1EE1610DF870795143627D042", 16),
    hashes.SHA384())
BP512 = Ecc("brainpoolP512r1", ec.BrainpoolP512R1(), int(
    "16302FF0DBBB5A8D733DAB7141C1B45ACBC8715939677F6A56850A38BD87BD59B09E80279609FF333EB9D4C061231FB26F92EEB04982A5F1"
    "D1764CAD57665422", 16), hashes.SHA512())

DES_KEY = Symmetric("des", DES)
AES_128 = Symmetric("aes", bytes.fromhex("000102030405060708090A0B0C0D0E0F"))
AES_192 = Symmetric("aes", bytes(range(24)))
AES_256 = Symmetric("aes", bytes(range(32)))

SCHEMES = {
    "des": (DES_KEY, "DES MAC"), "aes128": (AES_128, "AES-128 CMAC"), "aes192": (AES_192, "AES-192 CMAC"),
    "aes256": (AES_256, "AES-256 CMAC"), "rsa1024": (RSA_1024, "RSA scheme 1"), "rsa2048": (RSA_2048, "RSA scheme 2"),
    "p256": (P256, "ECDSA P-256"), "p384": (P384, "ECDSA P-384"), "p521": (P521, "ECDSA P-521"),
    "bp256": (BP256, "ECDSA brainpoolP256r1"), "bp384": (BP384, "ECDSA brainpoolP384r1"),
    "bp512": (BP512, "ECDSA brainpoolP512r1"),
}


def tlv(tag, value):
    head = bytes.fromhex(tag)
    size = len(value)
    if size < 0x80:
        return head + bytes([size]) + value
    if size < 0x100:
        return head + b"\x81" + bytes([size]) + value
    if size < 0x10000:
        return head + b"\x82" + size.to_bytes(2, "big") + value
    return head + b"\x83" + size.to_bytes(3, "big") + value


def lv(value):
    return tlv("", value)


class VectorFile:
    """Collects vectors and writes them in the form of specs/vectors/README.md."""

    def __init__(self, name, title, script, notes):
        self.name, self.title, self.script, self.notes = name, title, script, notes
        self.tests, self.used = [], set()

    def add(self, id, kind, algorithm, comment, flags, fields, fails=None, says=None, source=None):
        self.used.update(flags)
        source = source or {"origin": f"computed here by specs/vectors/tools/{self.script}", "licence": "Apache-2.0"}
        self.tests.append((id, kind, algorithm, comment, flags, fields, fails, says, source))

    def good(self, id, kind, algorithm, comment, fields, source=None, flags=()):
        flags = list(flags) or (["Published"] if source else ["Unconfirmed"])
        self.add(id, kind, algorithm, comment, flags, fields, source=source)

    def bad(self, id, kind, algorithm, flag, comment, fields, fails, says=None, source=None):
        self.add(id, kind, algorithm, comment, [flag], fields, fails, says, source)

    def text(self):
        lines = ["# SPDX-License-Identifier: Apache-2.0",
                 f"# {self.title}. Written by specs/vectors/tools/{self.script}; the form is told in README.md.",
                 f"vectors: {self.name}", f"title: {quoted(self.title)}", "notes:"]
        for flag in self.notes:
            if flag in self.used:
                lines.append(f"  {flag}: {quoted(self.notes[flag])}")
        lines.append("tests:")
        for id, kind, algorithm, comment, flags, fields, fails, says, source in self.tests:
            lines += [f"  - id: {id}", f"    kind: {kind}", f"    algorithm: {algorithm}", f"    comment: {quoted(comment)}",
                      f"    flags: [{', '.join(flags)}]", f"    result: {'invalid' if fails else 'valid'}"]
            if fails:
                lines.append(f"    fails: {fails}")
            if says:
                lines.append(f"    says: {quoted(says)}")
            lines.append("    source:")
            lines += [f"      {key}: {quoted(value)}" for key, value in source.items()]
            lines += written(fields, 4)
        return "\n".join(lines) + "\n"

    def write(self):
        (HERE / f"{self.name}.yaml").write_text(self.text())


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def scalar(value):
    return quoted(value.hex().upper()) if isinstance(value, bytes) else value


def written(fields, indent):
    lines = []
    for key, value in fields.items():
        lead = " " * indent + f"{key}:"
        if isinstance(value, dict):
            lines += [lead] + written(value, indent + 2)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(lead)
            for item in value:
                inner = written(item, indent + 4)
                inner[0] = " " * (indent + 2) + "- " + inner[0].strip()
                lines += inner
        elif isinstance(value, list):
            lines.append(lead + " [" + ", ".join(scalar(item) for item in value) + "]")
        else:
            lines.append(f"{lead} {scalar(value)}")
    return lines
