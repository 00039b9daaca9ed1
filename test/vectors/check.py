"""An independent reading of docs/protocol.md: recomputes test/vectors/suite-1.json.

It shares no code with the product. Each function names the section of docs/protocol.md that it was
written from. ML-KEM comes from kyber-py; everything else from `cryptography`.

    python3 test/vectors/check.py [FILE]

Prints what it has recomputed, and exits with 1 when anything differs.
"""

import base64
import binascii
import hashlib
import json
import pathlib
import re
import sys
import unicodedata
import urllib.parse

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from kyber_py.ml_kem import ML_KEM_768

P = 2**255 - 19
SIGNATURE = 64


class Refused(Exception):
    """An input that a reader must reject."""


# Bytes


def h(data):
    return hashlib.sha256(data).digest()


def kdf(secret, label, *fields):
    info = transcript(label, *fields)
    return HKDF(hashes.SHA256(), 32, salt=b"", info=info).derive(secret)


def small_order_ys():
    """The y coordinates of the points of order 1, 2, 4 and 8 (curve of RFC 8032, 5.1)."""
    d = -121665 * pow(121666, -1, P) % P
    ys = {1, P - 1, 0}
    # Twice a point of order 8 has y = 0; by the addition law then x^2 = -y^2, and the curve's
    # equation becomes d y^4 + 2 y^2 - 1 = 0.
    root = sqrt((4 + 4 * d) % P)
    for sign in (1, -1):
        square = (-2 + sign * root) * pow(2 * d, -1, P) % P
        y = sqrt(square)
        if y is not None:
            ys |= {y, P - y}
    return ys


def sqrt(value):
    """A square root modulo P, or None (RFC 8032, 5.1.3)."""
    root = pow(value, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == value % P:
            return candidate
    return None


SMALL_ORDER = small_order_ys()


def check_identity_key(key):
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if len(key) != 32 or y >= P or y in SMALL_ORDER:
        raise Refused("identity key")


def verify(key, signature, signed):
    check_identity_key(key)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except InvalidSignature as error:
        raise Refused("signature") from error


# Transcripts


def field(value):
    if isinstance(value, int):
        return value.to_bytes(8, "big")
    return value.encode() if isinstance(value, str) else value


def transcript(label, *fields):
    parts = [("live-chat/v1/" + label).encode(), *map(field, fields)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def parse_transcript(label, count, data):
    parts = []
    while data:
        length = int.from_bytes(data[:4], "big")
        if len(data) < 4 + length:
            raise Refused("truncated")
        parts.append(data[4 : 4 + length])
        data = data[4 + length :]
    if len(parts) != count + 1 or parts[0] != ("live-chat/v1/" + label).encode():
        raise Refused("transcript")
    return parts[1:]


# Bundle


def read_bundle(wire):
    signed, signature = wire[:-SIGNATURE], wire[-SIGNATURE:]
    suite, number, created, name, identity, modulus, kem_key = parse_transcript("bundle", 7, signed)
    if int.from_bytes(suite, "big") != 1 or len(modulus) != 384 or len(kem_key) != 1184:
        raise Refused("bundle")
    check_kem_key(kem_key)
    verify(identity, signature, signed)
    return {
        "suite": 1,
        "number": int.from_bytes(number, "big"),
        "created": int.from_bytes(created, "big"),
        "name": name.decode(),
        "identity": identity.hex(),
        "modulus": modulus.hex(),
        "kemKey": kem_key.hex(),
    }, h(signed)


def check_kem_key(key):
    """Bytes: the modulus check of ML-KEM encapsulation keys."""
    for at in range(0, 1152, 3):
        low, middle, high = key[at : at + 3]
        if max(low | (middle & 15) << 8, middle >> 4 | high << 4) >= 3329:
            raise Refused("ML-KEM key")


# Tokens


def read_token(wire, owner, holder):
    version, scope = wire[:1], {b"\1": "contact", b"\2": "invite"}.get(wire[1:2])
    serial, expires = wire[2:10], int.from_bytes(wire[10:18], "big")
    if len(wire) != 82 or version != b"\1" or scope is None or (scope == "invite") != (not expires):
        raise Refused("token")
    bound = bytes(32) if scope == "invite" else holder
    verify(owner, wire[18:], transcript("token", owner, bound, scope, serial, expires))
    return {"scope": scope, "serial": serial.hex(), "expires": expires}


# Offer

OFFER = [
    ("suite", 8),
    ("from", 32),
    ("to", 32),
    ("senderBundle", 8),
    ("receiverBundle", 32),
    ("kemKeyDigest", 32),
    ("rsaCiphertext", 384),
    ("kemCiphertext", 1088),
    ("replyKey", 1184),
    ("signature", 64),
]
OFFER_BYTES = sum(length for _, length in OFFER)


def read_offer(wire):
    if len(wire) != OFFER_BYTES:
        raise Refused("offer")
    offer, at = {}, 0
    for name, length in OFFER:
        offer[name] = wire[at : at + length]
        at += length
    return offer


def verify_offer(offer):
    signed = transcript("offer", *(offer[name] for name, _ in OFFER[:-1]))
    check_kem_key(offer["replyKey"])
    if offer["senderBundle"] == bytes(8):
        raise Refused("bundles are numbered from 1")
    verify(offer["from"], offer["signature"], signed)
    return h(signed)


def open_offer(offer, receiver):
    chain_id = verify_offer(offer)
    names = ["suite", "from", "to", "receiverBundle", "kemKeyDigest", "kemCiphertext"]
    label = h(transcript("wrap", *(offer[name] for name in names)))
    rsa = serialization.load_der_private_key(bytes.fromhex(receiver["rsaPkcs8"]), None)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label)
    root = rsa.decrypt(offer["rsaCiphertext"], oaep)
    seed = bytes.fromhex(receiver["kemSeed"])
    _, decapsulation_key = ML_KEM_768.key_derive(seed)
    kem_secret = ML_KEM_768.decaps(decapsulation_key, offer["kemCiphertext"])
    return chain_id, kdf(root + kem_secret, "chain-key", chain_id, 0)


# Chain


def walk(chain_id, chain_key, count):
    for n in range(count):
        yield n, chain_key, kdf(chain_key, "message-key", chain_id, n)
        chain_key = kdf(chain_key, "chain-key", chain_id, n + 1)


# Padding


def padme(length):
    exponent = length.bit_length() - 1
    bits = exponent.bit_length()
    step = 2 ** (exponent - bits)
    return -(-length // step) * step


def padded_length(record_length):
    return padme(max(512, 4 + record_length))


def unpad(plaintext):
    length = int.from_bytes(plaintext[:4], "big")
    if len(plaintext) != padded_length(length) or any(plaintext[4 + length :]):
        raise Refused("padding")
    return plaintext[4 : 4 + length]


# Envelope


def open_envelope(wire, key):
    version, has_offer = wire[0], wire[1]
    if version != 1 or has_offer > 1:
        raise Refused("envelope")
    envelope_id, chain_id, n, nonce = wire[2:18], wire[18:50], wire[50:58], wire[58:70]
    ciphertext = wire[70 + OFFER_BYTES * has_offer :]
    data = transcript("message", envelope_id, chain_id, n)
    try:
        return n, AESGCM(key).decrypt(nonce, ciphertext, data)
    except InvalidTag as error:
        raise Refused("tag") from error


# Record

UNORDERED = (
    "receipt",
    "typing",
    "decryption-failure",
    "fork",
    "file-request",
    "file-part",
    "file-cancel",
)


def read_record(data):
    stream, seq, clock, sent, prev, body = parse_transcript("record", 6, data)
    return {
        "stream": stream.hex(),
        "seq": int.from_bytes(seq, "big"),
        "clock": int.from_bytes(clock, "big"),
        "sent": int.from_bytes(sent, "big"),
        "prev": prev.hex(),
        "body": json.loads(body),
    }


# Messages


def wording_hash(author, message_id, text):
    return h(transcript("wording", author, message_id, text))


# Names


def folded(name):
    """Names: the folded form."""
    text = unicodedata.normalize("NFKC", name).lower().upper().lower()
    return unicodedata.normalize("NFKC", text.replace("ς", "σ"))


def confusables():
    """Names: the published table. Each entry is the step from the character before, and the prototype."""
    path = pathlib.Path(__file__).parents[2] / "src/protocol/unicode/confusables.ts"
    source = path.read_text(encoding="utf-8").split("export const", 1)[1]
    table, point = {}, 0
    for entry in "".join(re.findall(r"'([^']*)'", source)).split():
        step, *prototype = (int(part, 36) for part in entry.split("."))
        point += step
        table[chr(point)] = "".join(map(chr, prototype))
    return table


def look(name, table):
    """Names: what a name looks like."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    text = unicodedata.normalize("NFD", "".join(table.get(one, one) for one in text))
    plain, base = "", ""
    for one in text:
        if one == "\u0307" and base in ("i", "j", "l"):
            base = ""
            continue
        if not unicodedata.category(one).startswith("M"):
            base = one
        plain += one
    return folded(plain).replace("i", "l")


# Trust


def person_digits(identity):
    """Safety number: the 30 digits of one person."""
    salt = transcript("safety-number")
    derived = hashlib.pbkdf2_hmac("sha512", identity, salt, 100_000, 30)
    groups = (derived[at : at + 5] for at in range(0, 30, 5))
    return "".join(f"{int.from_bytes(group, 'big') % 100_000:05}" for group in groups)


def safety_number(one, other):
    return "".join(person_digits(identity) for identity in sorted([one, other]))


def read_key(text):
    """Bytes: base64url in its canonical form; an identity key has 32 bytes."""
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise Refused("base64url") from error
    if base64.urlsafe_b64encode(key).decode().rstrip("=") != text or len(key) != 32:
        raise Refused("identity key")
    return key


def read_safety_code(text):
    """Safety code: the key of the person whose screen shows it, and their key for the peer."""
    form = re.fullmatch(r"live-chat/v1/keys:([\w-]+)\.([\w-]+)", text, re.ASCII)
    if form is None:
        raise Refused("safety code")
    return read_key(form[1]), read_key(form[2])


def read_invite(fragment):
    """Invite link. Of the rules for names, only those that the vectors need."""
    form = re.fullmatch(r"#(.+)\.([\w-]{43})(?:\.([\w-]{110}))?", fragment, re.ASCII)
    if form is None:
        raise Refused("invite")
    name = urllib.parse.unquote(form[1], errors="strict")
    allowed = all(c in " ._-" or unicodedata.category(c)[0] in "LMN" for c in name)
    if not allowed:
        raise Refused("invite")
    key = read_key(form[2])
    if form[3] is None:
        return name, key
    token = base64.urlsafe_b64decode(form[3] + "==")
    if read_token(token, key, bytes(32))["scope"] != "invite":
        raise Refused("invite token")
    return name, key, token


# The checks

checked = {}


def same(what, found, expected):
    checked[what] = checked.get(what, 0) + 1
    if found != expected:
        sys.exit(f"{what}: {found!r} is not {expected!r}")


def refused(what, attempt):
    checked[what] = checked.get(what, 0) + 1
    try:
        attempt()
    except Refused:
        return
    sys.exit(f"{what}: was taken")


def main(path):
    vectors = json.loads(pathlib.Path(path).read_text())
    raw = bytes.fromhex
    kinds = {"text": str, "bytes": raw, "number": int}
    for vector in vectors["transcripts"]:
        fields = [kinds[kind](value) for kind, value in zip(vector["kinds"], vector["fields"])]
        same("transcript", transcript(vector["label"], *fields).hex(), vector["bytes"])
    for vector in vectors["bundles"]:
        fields, digest = read_bundle(raw(vector["wire"]))
        same("bundle", fields, vector["fields"])
        same("bundle digest", digest.hex(), vector["digest"])
    offer = read_offer(raw(vectors["offer"]["wire"]))
    same("receiver", offer["receiverBundle"].hex(), vectors["receiver"]["bundleDigest"])
    chain_id, first = open_offer(offer, vectors["receiver"])
    same("chain id", chain_id.hex(), vectors["offer"]["chainId"])
    chain = vectors["offer"]["chain"]
    for place, (n, chain_key, message_key) in zip(chain, walk(chain_id, first, len(chain))):
        found = {"n": n, "chainKey": chain_key.hex(), "messageKey": message_key.hex()}
        same("chain place", found, place)
    for vector in vectors["padding"]:
        same("padding", padded_length(vector["length"]), vector["padded"])
    prev = bytes(32)
    for vector in vectors["messages"]:
        key = raw(vector["messageKey"])
        n, plaintext = open_envelope(raw(vector["envelope"]), key)
        same("place", int.from_bytes(n, "big"), vector["n"])
        same("plaintext", plaintext.hex(), vector["plaintext"])
        record = unpad(plaintext)
        same("record", read_record(record), vector["record"])
        ordered = vector["record"]["body"]["type"] not in UNORDERED
        same("ordered", vector["record"]["seq"] > 0, ordered)
        same("prev", vector["record"]["prev"], (prev if ordered else bytes(32)).hex())
        prev = h(record) if ordered else prev
    for vector in vectors["wordings"]:
        found = wording_hash(raw(vector["author"]), raw(vector["id"]), vector["text"])
        same("wording", found.hex(), vector["hash"])
    table = confusables()
    for vector in vectors["names"]:
        name = vector["name"]
        found = {"name": name, "folded": folded(name), "look": look(name, table)}
        same("name", found, vector)
    trust = vectors["trust"]
    own, peer = (raw(vector["fields"]["identity"]) for vector in vectors["bundles"])
    same("safety number", safety_number(own, peer), trust["safetyNumber"]["digits"])
    code = trust["safetyCode"]
    same("safety code", read_safety_code(code["text"]), (own, peer))
    for text in code["mismatches"]:
        same("safety code mismatch", read_safety_code(text) == (own, peer), False)
    for text in code["unreadable"]:
        refused("safety code refusal", lambda: read_safety_code(text))
    invited = (vectors["bundles"][1]["fields"]["name"], peer)
    same("invite", read_invite(trust["invite"]["fragment"]), invited)
    owner = vectors["bundles"][0]["fields"]
    invited = owner["name"], raw(owner["identity"]), raw(vectors["tokens"][1]["wire"])
    same("invite with a token", read_invite(trust["invite"]["withToken"]), invited)
    for text in trust["invite"]["refused"]:
        refused("invite refusal", lambda: read_invite(text))
    for vector in vectors["tokens"]:
        between = raw(vector["owner"]), raw(vector["holder"])
        found = read_token(raw(vector["wire"]), *between)
        same("token", found, {name: vector[name] for name in found})
        refused("token of another owner", lambda: read_token(raw(vector["wire"]), *between[::-1]))
    contact, invite = (raw(vector["wire"]) for vector in vectors["tokens"])
    owner, holder = between
    refused("borrowed token", lambda: read_token(contact, owner, owner))
    same("invite token of anybody", read_token(invite, owner, owner)["scope"], "invite")
    wrong = vectors["refusals"]
    for vector in wrong["token"]:
        refused("token refusal", lambda: read_token(raw(vector["wire"]), owner, holder))
    for vector in wrong["bundle"]:
        refused("bundle refusal", lambda: read_bundle(raw(vector["wire"])))
    for vector in wrong["identityKey"]:
        refused("identity key refusal", lambda: check_identity_key(raw(vector["key"])))
    for vector in wrong["offer"]:
        refused("offer refusal", lambda: verify_offer(read_offer(raw(vector["wire"]))))
    last = raw(vectors["messages"][-1]["messageKey"])
    for vector in wrong["envelope"]:
        refused("envelope refusal", lambda: open_envelope(raw(vector["wire"]), last))
    for what, count in checked.items():
        print(f"{count:3} {what}")
    print(f"{sum(checked.values())} checks passed")


if __name__ == "__main__":
    default = pathlib.Path(__file__).with_name("suite-1.json")
    main(sys.argv[1] if len(sys.argv) > 1 else default)
