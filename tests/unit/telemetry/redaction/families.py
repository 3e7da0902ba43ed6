"""Patterns for the six families of what is hidden, as a policy would have them."""

from __future__ import annotations

from taskcenter_monitor.telemetry.policy.document import Pattern, Redaction

# Where a number or a token begins: not within one, but after an escape of URLs or of JSON.
START = (
    r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4}))"
    r"(?<![0-9]\.)"
)
END = r"(?![0-9A-Za-z])"
NAMES = (
    r"(?:token|secret|passw(?:or)?d|pwd|passphrase|credentials?|signature"
    r"|(?:api|access|private)[_-]?key)"
)
WORDS = (
    *("token", "secret", "password", "passwd", "pwd", "passphrase", "credential", "credentials"),
    *("signature", "api_key", "access_key", "private_key"),
)

QUERY = Pattern(
    name="query",
    match=(
        rf"(?i)((?:{NAMES}|(?<![a-z0-9])(?:sign|sig|auth|sid))(?:=|%3D)[\"'\\]{{0,2}})"
        r"(?:(?!%26)[^&#\s\"'<>,;\\])+"
    ),
    replace=r"\1***",
    words=tuple(
        f"{word}{sign}" for word in (*WORDS, "sign", "sig", "auth", "sid") for sign in ("=", "%3d")
    ),
)
QUOTED = Pattern(
    name="quoted",
    match=(
        rf"(?is)({NAMES})"
        r"(?:(\"\s{0,4}:\s{0,4}\")(?:[^\"\\]|\\.)*|('\s{0,4}:\s{0,4}')(?:[^'\\]|\\.)*"
        r"|(\\{1,3}\"\s{0,4}:\s{0,4}\\{1,3}\")[^\"\\]*|(\\{0,3}[\"']\s{0,4}:\s{0,4})[0-9]+)"
    ),
    replace=r"\1\2\3\4\5***",
    words=tuple(f"{word}{sign}" for word in WORDS for sign in ('"', "'")),
)
AUTHORIZATION = Pattern(
    name="authorization",
    match=(
        r"(?i)(authorization[\"'\\]{0,4}\s{0,4}[:=]\s{0,4}[\"'\\\[]{0,4})"
        r"(?:(?:digest|aws4-[a-z0-9-]{1,20})\s[^\r\n]+|([a-z]{1,20}\s{1,4})?[^\s\"'\\,;\]}]+)"
    ),
    replace=r"\1\2***",
    words=("authorization",),
)
SCHEME = Pattern(
    name="scheme",
    match=(
        r"\b([Bb]earer|BEARER|[Bb]asic|BASIC)(\s{1,4}|%20)"
        r"(?=[A-Za-z][a-z._~+/-]*[A-Z0-9=]|[0-9])[A-Za-z0-9._~+/=-]{8,}"
    ),
    replace=r"\1\2***",
    words=("bearer", "basic"),
)
JWT = Pattern(
    name="jwt",
    match=START + r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?",
    words=("eyJ",),
)
URL = Pattern(
    name="url",
    match=r"(?<=://)[^\s/?#\"'<>]{1,512}@",
    replace="***@",
    words=("@",),
)
RESIDENT_ID = Pattern(
    name="resident_id",
    match=(
        START + r"[1-9][0-9]{5}([ -]?)(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
        r"(?:0[1-9]|[12][0-9]|3[01])\1[0-9]{3}[0-9Xx]" + END
    ),
    digits=17,
    checksum="resident_id",
)
# Nineteen digits in groups, before the cards of sixteen, which would be found in them.
LONG_CARD = Pattern(
    name="long_card",
    match=START
    + r"62[0-9]{2}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{3}(?![ -]?[0-9])(?![A-Za-z])",
    digits=19,
    checksum="luhn",
)
CARD = Pattern(
    name="card",
    match=(
        START + r"(?:62[0-9]{14,17}|4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|2[2-7][0-9]{14}"
        r"|35[0-9]{14}|6[05][0-9]{14}|3[47][0-9]{13}|3[068][0-9]{12}"
        r"|(?:6[025]|4[0-9]|5[1-5]|2[2-7]|35)[0-9]{2}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}"
        r"|3[47][0-9]{2}([ -])[0-9]{6}\2[0-9]{5})" + END
    ),
    digits=13,
    checksum="luhn",
)
PHONE = Pattern(
    name="phone",
    match=(
        START + r"(?:(?:\+|%2B|00)?86[ -]?)?1[3-9][0-9]([ -]?)[0-9]{4}\1[0-9]{4}"
        r"(?![0-9A-Za-z]|\.[0-9]*[1-9])"
    ),
    digits=11,
)
EMAIL = Pattern(
    name="email",
    match=(
        r"[A-Za-z0-9._+-]{1,64}+(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
        r"(?![A-Za-z0-9-])"
    ),
    words=("@", "%40"),
)
FAMILIES = (
    *(URL, AUTHORIZATION, SCHEME, QUERY, QUOTED, JWT),
    *(EMAIL, RESIDENT_ID, LONG_CARD, CARD, PHONE),
)
KEYS = (
    *("token", "password", "passwd", "pwd", "secret", "authorization", "cookie", "api_key"),
    *("access_key", "private_key", "credential", "signature", "session", "phone", "mobile"),
    *("email", "id_card", "card_number", "card_no"),
)
POLICY = Redaction(
    keys=KEYS,
    plain=("request_id", "user_id", "business_id", "task_id", "trace", "span"),
    patterns=FAMILIES,
)
