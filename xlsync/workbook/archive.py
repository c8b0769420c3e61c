"""The zip archive under a workbook: directory checked, parts inflated within limits, streams copied raw."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from xlsync.errors import (
    EncryptedWorkbook,
    NotAWorkbook,
    TruncatedWorkbook,
    UnsafeWorkbook,
    UnsupportedWorkbook,
    XlsyncError,
)
from xlsync.workbook.limits import MEGABYTE, RATIO_APPLIES_ABOVE, beyond, limit

OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

STORED, DEFLATED = 0, 8
LEVEL, LARGE_LEVEL = 6, 2
LARGE = 4 * 1024 * 1024
"""Bytes from which a part is compressed for speed, as spreadsheets do: a sixth larger, four times faster."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_OFFSET = struct.Struct("<L")
_OFFSET_AT = 42
_LOCAL_MAGIC, _CENTRAL_MAGIC = b"PK\3\4", b"PK\1\2"
_END_MAGIC, _END64_MAGIC, _LOCATOR64_MAGIC = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_LONGEST_COMMENT = 0xFFFF
_IN_EXTRA = 0xFFFFFFFF
"""What a size or an offset says that stands in the zip64 field."""
_ZIP64_EXTRA = 1
_ENCRYPTED_FLAG = 0x01
_DESCRIPTOR_FLAG = 0x08
_UTF8_FLAG = 0x800
_VERSION, _UNIX, _EPOCH = 20, 3 << 8, 1 << 5 | 1


class Entry(NamedTuple):
    """One part in the archive.

    Attributes:
        name: Its name.
        flags, method, checksum, size: As the directory has them; the size is that of the content.
        start: Where its local header begins.
        data_start, data_end: Span of its compressed stream.
        is_whole: The local header says the same as the directory, so that both can be copied as they are.
        record: Its record in the directory.
    """

    name: str
    flags: int
    method: int
    checksum: int
    size: int
    start: int
    data_start: int
    data_end: int
    is_whole: bool
    record: bytes


def truncated(detail: str, **facts: object) -> TruncatedWorkbook:
    """The refusal of an archive that is cut short or damaged."""
    return TruncatedWorkbook(
        f"classeur incomplet ou abîmé ({detail}) : redemandez le fichier",
        f"incomplete or damaged workbook ({detail}): ask for the file again",
        detail=detail,
        **facts,
    )


def unsafe(fr: str, en: str, **facts: object) -> UnsafeWorkbook:
    """The refusal of an archive that no spreadsheet would write."""
    return UnsafeWorkbook(f"classeur refusé : {fr}", f"workbook refused: {en}", **facts)


def read_directory(data: bytes) -> tuple[list[Entry], bytes]:
    """Entries of an archive in the order of its directory, and its comment.

    Raises:
        EncryptedWorkbook, NotAWorkbook, TruncatedWorkbook, UnsafeWorkbook: What the bytes are instead.
    """
    _check_magic(data)
    try:
        first, end, shift, comment = _find_directory(data)
        entries = [*_read_entries(data, first, end, shift)]
    except (struct.error, UnicodeDecodeError) as error:
        raise truncated(str(error)) from error
    _check_names(entries)
    _check_overlaps(entries)
    return entries, comment


def _find_directory(data: bytes) -> tuple[int, int, int, bytes]:
    """Span of the directory, how far the archive begins from where it says, and its comment."""
    at = max(0, len(data) - _END.size)
    if data[at : at + 4] != _END_MAGIC or data[-2:] != b"\0\0":
        at = data.rfind(_END_MAGIC, max(0, at - _LONGEST_COMMENT))
    if at < 0:
        raise truncated("no end of the directory")
    *_, size, offset, length = _END.unpack_from(data, at)
    comment = data[at + _END.size : at + _END.size + length]
    if at >= _LOCATOR64.size and data[at - _LOCATOR64.size :][:4] == _LOCATOR64_MAGIC:
        at -= _LOCATOR64.size + _END64.size
        found, *_, size, offset = _END64.unpack_from(data, max(at, 0))
        if at < 0 or found != _END64_MAGIC:
            raise truncated("no zip64 end of the directory")
    first = at - size
    if first < 0 or offset > first:
        raise truncated("no directory where its end says")
    return first, at, first - offset, comment


def _read_entries(data: bytes, at: int, end: int, shift: int) -> Iterator[Entry]:
    unpack, length, most = _CENTRAL.unpack_from, len(data), limit("PARTS")
    count = 0
    while at < end:
        (magic, _, _, flags, method, _, _, checksum, packed, size, named, extra, said, _, _, _, start) = (
            unpack(data, at)
        )
        name_at = at + _CENTRAL.size
        next_at = name_at + named + extra + said
        if magic != _CENTRAL_MAGIC or next_at > end:
            raise truncated("directory")
        count += 1
        if count > most:
            raise beyond("PARTS", f"plus de {most} composants", f"more than {most} parts")
        raw = data[name_at : name_at + named]
        name = raw.decode("ascii" if raw.isascii() else "utf-8" if flags & _UTF8_FLAG else "cp437")
        is_long = _IN_EXTRA in (size, packed, start)
        if is_long:
            size, packed, start = _long(data[name_at + named : next_at - said], size, packed, start)
        start += shift
        header = start + _LOCAL.size
        if data[start : start + 4] != _LOCAL_MAGIC or header > length:
            raise truncated(name, part=name)
        if flags & _ENCRYPTED_FLAG:
            raise _encrypted(name)
        if data[header : header + (data[start + 26] | data[start + 27] << 8)] != raw or b"\0" in raw:
            raise unsafe(f"le composant {name} porte deux noms", f"part {name} has two names", part=name)
        data_start = header + named + (data[start + 28] | data[start + 29] << 8)
        data_end = data_start + packed
        if data_end > length:
            raise truncated(name, part=name)
        same = data[start + 6 : start + 28] == data[at + 8 : at + 30]
        whole = same and not is_long and not flags & _DESCRIPTOR_FLAG
        record = data[at:next_at]
        yield Entry(name, flags, method, checksum, size, start, data_start, data_end, whole, record)
        at = next_at


def _long(extra: bytes, *short: int) -> list[int]:
    """Sizes and offset, those that the zip64 field holds taken from there."""
    fields = [field for kind, field in _extra_fields(extra) if kind == _ZIP64_EXTRA]
    found, at = [], 0
    for value in short:
        if value == _IN_EXTRA and fields:
            value = struct.unpack_from("<Q", fields[0], 4 + at)[0]
            at += 8
        found.append(value)
    return found


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Fields of an extra block, each whole, with its number."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        yield kind, extra[position : position + 4 + length]
        position += 4 + length


def _encrypted(name: str) -> EncryptedWorkbook:
    return EncryptedWorkbook(
        f"le composant {name} est chiffré : redemandez le classeur sans mot de passe",
        f"part {name} is encrypted: ask for the workbook without a password",
        part=name,
    )


def _check_magic(data: bytes) -> None:
    if data[:8] == OLE2_MAGIC:
        raise _ole2(data)
    if data[:2] != b"PK":
        raise NotAWorkbook(
            "ce fichier n’est pas un classeur .xlsx ou .xlsm, ni un modèle .xltx ou .xltm",
            "this file is not an .xlsx or .xlsm workbook, nor an .xltx or .xltm template",
        )


def _ole2(data: bytes) -> XlsyncError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedWorkbook(
            "classeur protégé par un mot de passe à l’ouverture : retirez-le, puis recommencez",
            "workbook encrypted with a password: remove it, then try again",
        )
    return NotAWorkbook(
        "ce fichier est au format .xls ou un autre format ancien : enregistrez-le en .xlsx",
        "this file is in the .xls format or another old one: save it as .xlsx",
    )


def _check_names(entries: list[Entry]) -> None:
    names = [entry.name for entry in entries]
    seen: set[str] = set()
    for name in names if len({name.lower() for name in names}) < len(names) else ():
        if name.lower() in seen:
            raise unsafe(f"le composant {name} y est deux fois", f"part {name} is there twice", part=name)
        seen.add(name.lower())
    for name in names:
        if name[:1] == "/" or (".." in name and ".." in name.replace("\\", "/").split("/")):
            raise unsafe(f"chemin interdit : {name}", f"forbidden path: {name}", part=name)


def _check_overlaps(entries: list[Entry]) -> None:
    position = 0
    if any(later.start < entry.start for entry, later in pairwise(entries)):
        entries = sorted(entries, key=lambda entry: entry.start)
    for entry in entries:
        if entry.start < position:
            raise unsafe(
                f"le composant {entry.name} en chevauche un autre",
                f"part {entry.name} overlaps another",
                part=entry.name,
            )
        position = entry.data_end


def inflate(data: bytes, entry: Entry, allowed: int) -> bytes:
    """Bytes of one part, no more than it declares, checked against its checksum.

    Args:
        data: The archive.
        entry: The part.
        allowed: How many bytes may still come out of this archive.

    Raises:
        UnsafeWorkbook: More bytes, or a higher ratio, than `limits` allow.
        TruncatedWorkbook: The stream is damaged.
        UnsupportedWorkbook: Compressed otherwise than by deflate.
    """
    _check_size(entry, allowed)
    stream, name = data[entry.data_start : entry.data_end], entry.name
    if entry.method == STORED:
        content = stream
    elif entry.method == DEFLATED:
        content = _inflate_stream(stream, entry)
    else:
        raise UnsupportedWorkbook(
            f"le composant {name} est comprimé par une méthode inconnue ({entry.method})",
            f"part {name} is compressed by an unknown method ({entry.method})",
            part=name,
        )
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise truncated(name, part=name)
    return content


def _check_size(entry: Entry, allowed: int) -> None:
    """Refuses a part before it is inflated; one that lies about its size is found while it is."""
    size, name, length = entry.size, entry.name, entry.data_end - entry.data_start
    if size > RATIO_APPLIES_ABOVE and size > limit("RATIO") * length:
        times = size // max(length, 1)
        raise beyond("RATIO", f"{name} se déploie {times} fois", f"{name} inflates {times} times", part=name)
    if size > limit("PART_MEGABYTES") * MEGABYTE:
        raise beyond("PART_MEGABYTES", f"{name} est trop grand", f"{name} is too large", part=name)
    if size > allowed:
        raise beyond("READ_MEGABYTES", f"{name} est de trop", f"{name} is too much", part=name)


def _inflate_stream(stream: bytes, entry: Entry) -> bytes:
    """The content, of which no more comes out than the size that the directory declares, and one byte."""
    decompressor = zlib.decompressobj(-15)
    try:
        content = decompressor.decompress(stream, entry.size + 1)
        if not decompressor.eof and len(content) <= entry.size:
            content += decompressor.decompress(decompressor.unconsumed_tail, 1)
    except zlib.error as error:
        raise truncated(entry.name, part=entry.name) from error
    if not decompressor.eof:
        raise truncated(entry.name, part=entry.name)
    return content


class ArchiveWriter:
    """Builds an archive part by part, in memory.

    Args:
        source: The archive that parts are copied from.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._pieces: list[bytes] = []
        self._directory: list[bytes] = []
        self._size = 0
        self._from = self._to = 0
        """Span of the source that is still to be copied: parts that stand side by side are one piece."""

    def copy(self, entry: Entry) -> None:
        """Takes a part over as it is, its compressed stream untouched."""
        if not entry.is_whole:
            packed = entry.data_end - entry.data_start
            fields = entry.checksum, packed, entry.size
            self._add(entry.record, entry.flags, entry.method, fields)
            self._piece(self._source[entry.data_start : entry.data_end])
            return
        if entry.start != self._to:
            self._flush()
            self._from = entry.start
        self._to = entry.data_end
        at = self._size + entry.start - self._from
        record = entry.record
        if at != entry.start or _OFFSET.unpack_from(record, _OFFSET_AT)[0] != at:
            record = record[:_OFFSET_AT] + _OFFSET.pack(at) + record[_OFFSET_AT + 4 :]
        self._directory.append(record)

    def write(self, name: str, entry: Entry | None, content: bytes) -> None:
        """Compresses a new content under the entry that it takes the place of, or under a new one."""
        compressor = zlib.compressobj(LEVEL if len(content) < LARGE else LARGE_LEVEL, zlib.DEFLATED, -15)
        stream = compressor.compress(content) + compressor.flush()
        record = entry.record if entry else _new_record(name)
        flags = entry.flags if entry else 0 if name.isascii() else _UTF8_FLAG
        self._add(record, flags, DEFLATED, (zlib.crc32(content), len(stream), len(content)))
        self._piece(stream)

    def _add(self, record: bytes, flags: int, method: int, fields: tuple[int, int, int]) -> None:
        """A local header and a directory record that say the same."""
        self._flush()
        _, made, needed, _, _, time, day, *_, named, _, said, _, inner, outer, _ = _CENTRAL.unpack_from(
            record
        )
        name = record[_CENTRAL.size : _CENTRAL.size + named]
        kept = _without_zip64(record[_CENTRAL.size + named : len(record) - said])
        comment = record[len(record) - said :]
        needed = max(needed, _VERSION)
        common = flags & ~_DESCRIPTOR_FLAG, method, time, day, *fields, named, len(kept)
        central = _CENTRAL.pack(
            _CENTRAL_MAGIC, made, needed, *common, said, 0, inner, outer, self._size
        )  # fmt: skip
        self._directory.append(central + name + kept + comment)
        self._piece(_LOCAL.pack(_LOCAL_MAGIC, needed, *common) + name + kept)

    def _piece(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)

    def _flush(self) -> None:
        self._piece(self._source[self._from : self._to])
        self._from = self._to = 0

    def finish(self, comment: bytes) -> bytes:
        """The archive, with its directory."""
        self._flush()
        directory = b"".join(self._directory)
        count = len(self._directory)
        end = _END.pack(_END_MAGIC, 0, 0, count, count, len(directory), self._size, len(comment))
        return b"".join([*self._pieces, directory, end, comment])


def _new_record(name: str) -> bytes:
    """The record of a part that is not in the archive yet, dated as zip archives count from."""
    raw = name.encode()
    fields = (_VERSION | _UNIX, _VERSION, 0, DEFLATED, 0, _EPOCH, 0, 0, 0, len(raw), 0, 0, 0, 0, 0, 0)
    return _CENTRAL.pack(_CENTRAL_MAGIC, *fields) + raw


def _without_zip64(extra: bytes) -> bytes:
    return b"".join(field for kind, field in _extra_fields(extra) if kind != _ZIP64_EXTRA)
