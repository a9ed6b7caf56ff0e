"""Reads documents, each behind its length (4 bytes, little-endian), and writes what Python's tomllib says, a line each:

    + levels value        accepted; value in the form of TomlCanonical.cs
    ~ levels value        accepted after leap seconds became second 59 and the year 0 the year 4, which Python's datetime can hold
    -                     refused
    !                     too deep for Python's stack
"""

import datetime
import re
import struct
import sys
import tomllib


def levels(value):
    if isinstance(value, dict):
        return max((1 + levels(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return max((1 + levels(item) for item in value), default=0)
    return 0


def write(value):
    if isinstance(value, dict):
        return "{" + ",".join(sorted(name.encode().hex() + ":" + write(item) for name, item in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if isinstance(value, bool):
        return "btrue" if value else "bfalse"
    if isinstance(value, int):
        return "i" + str(value)
    if isinstance(value, float):
        return "fnan" if value != value else "f" + struct.pack(">d", value).hex()
    if isinstance(value, datetime.datetime):
        return ("l" if value.tzinfo is None else "o") + value.isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return "d" + value.isoformat()
    return "t" + value.isoformat(timespec="microseconds")


def read(sign, document):
    value = tomllib.loads(document.decode())
    return f"{sign} {levels(value)} {write(value)}"


def verdict(document):
    try:
        return read("+", document)
    except RecursionError:
        return "!"
    except ValueError:
        pass
    try:
        return read("~", re.sub(rb"(\d\d:\d\d):60", rb"\1:59", document).replace(b"0000-", b"0004-"))
    except ValueError:
        return "-"


def main(source, target):
    with open(source, "rb") as file:
        data = file.read()

    with open(target, "w", encoding="ascii", newline="\n") as file:
        offset = 0
        while offset < len(data):
            (length,) = struct.unpack_from("<i", data, offset)
            offset += 4
            file.write(verdict(data[offset : offset + length]) + "\n")
            offset += length


if __name__ == "__main__":
    main(*sys.argv[1:])
