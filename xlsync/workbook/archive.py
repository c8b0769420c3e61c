"""The zip archive under a workbook: directory checked, parts inflated within limits, streams copied raw."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

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

LEVEL, LARGE_LEVEL = 6, 2
LARGE = 4 * 1024 * 1024
"""Bytes from which a part is compressed for speed, as spreadsheets do: a sixth larger, four times faster."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ZIP64_EXTRA = 1
_DESCRIPTOR_FLAG = 0x08
_UTF8_FLAG = 0x800


@dataclass(frozen=True, slots=True)
class Entry:
    """One part in the archive: its directory record and the span of its compressed stream."""

    info: zipfile.ZipInfo
    data_start: int
    data_end: int


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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, comment = archive.infolist(), archive.comment
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        struct.error,
        ValueError,
        OSError,
        UnicodeDecodeError,
    ) as error:
        raise truncated(str(error)) from error
    _check_names(infos)
    entries = [_locate(data, info) for info in infos]
    _check_overlaps(entries)
    return entries, comment


def _check_magic(data: bytes) -> None:
    if data[:8] == OLE2_MAGIC:
        raise _ole2(data)
    if data[:2] != b"PK":
        raise NotAWorkbook(
            "ce fichier n’est pas un classeur .xlsx ou .xlsm",
            "this file is not an .xlsx or .xlsm workbook",
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


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > limit("PARTS"):
        raise beyond("PARTS", f"{len(infos)} composants", f"{len(infos)} parts")
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        if name.lower() in seen:
            raise unsafe(f"le composant {name} y est deux fois", f"part {name} is there twice", part=name)
        seen.add(name.lower())
        if name.startswith("/") or ".." in name.replace("\\", "/").split("/"):
            raise unsafe(f"chemin interdit : {name}", f"forbidden path: {name}", part=name)


def _locate(data: bytes, info: zipfile.ZipInfo) -> Entry:
    if info.flag_bits & 1:
        raise EncryptedWorkbook(
            f"le composant {info.filename} est chiffré : redemandez le classeur sans mot de passe",
            f"part {info.filename} is encrypted: ask for the workbook without a password",
            part=info.filename,
        )
    start = info.header_offset
    if start < 0 or data[start : start + 4] != b"PK\3\4" or start + _LOCAL.size > len(data):
        raise truncated(info.filename, part=info.filename)
    *_, name_length, extra_length = _LOCAL.unpack_from(data, start)
    name_start = start + _LOCAL.size
    if data[name_start : name_start + name_length] != _encoded_name(info):
        raise unsafe(
            f"le composant {info.filename} porte deux noms",
            f"part {info.filename} has two names",
            part=info.filename,
        )
    data_start = name_start + name_length + extra_length
    if data_start + info.compress_size > len(data):
        raise truncated(info.filename, part=info.filename)
    return Entry(info, data_start, data_start + info.compress_size)


def _encoded_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_FLAG else "cp437")


def _check_overlaps(entries: list[Entry]) -> None:
    position = 0
    for entry in sorted(entries, key=lambda entry: entry.info.header_offset):
        if entry.info.header_offset < position:
            name = entry.info.filename
            raise unsafe(
                f"le composant {name} en chevauche un autre", f"part {name} overlaps another", part=name
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
    info, length = entry.info, entry.data_end - entry.data_start
    _check_size(info, length, allowed)
    stream = data[entry.data_start : entry.data_end]
    if info.compress_type == zipfile.ZIP_STORED:
        content = stream
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate_stream(stream, info)
    else:
        raise UnsupportedWorkbook(
            f"le composant {info.filename} est comprimé par une méthode inconnue ({info.compress_type})",
            f"part {info.filename} is compressed by an unknown method ({info.compress_type})",
            part=info.filename,
        )
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise truncated(info.filename, part=info.filename)
    return content


def _check_size(info: zipfile.ZipInfo, length: int, allowed: int) -> None:
    """Refuses a part before it is inflated; one that lies about its size is found while it is."""
    size, name = info.file_size, info.filename
    facts = {"part": name}
    if size > RATIO_APPLIES_ABOVE and size > limit("RATIO") * length:
        times = size // max(length, 1)
        raise beyond("RATIO", f"{name} se déploie {times} fois", f"{name} inflates {times} times", **facts)
    if size > limit("PART_MEGABYTES") * MEGABYTE:
        raise beyond("PART_MEGABYTES", f"{name} est trop grand", f"{name} is too large", **facts)
    if size > allowed:
        raise beyond("READ_MEGABYTES", f"{name} est de trop", f"{name} is too much", **facts)


def _inflate_stream(stream: bytes, info: zipfile.ZipInfo) -> bytes:
    """The content, of which no more comes out than the size that the directory declares, and one byte."""
    decompressor = zlib.decompressobj(-15)
    try:
        content = decompressor.decompress(stream, info.file_size + 1)
        if not decompressor.eof and len(content) <= info.file_size:
            content += decompressor.decompress(decompressor.unconsumed_tail, 1)
    except zlib.error as error:
        raise truncated(info.filename, part=info.filename) from error
    if not decompressor.eof:
        raise truncated(info.filename, part=info.filename)
    return content


class ArchiveWriter:
    """Builds an archive part by part, in memory."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._directory: list[bytes] = []
        self._size = 0

    def copy(self, data: bytes, entry: Entry) -> None:
        """Takes a part over as it is, its compressed stream untouched."""
        self._add(entry.info, data[entry.data_start : entry.data_end])

    def write(self, info: zipfile.ZipInfo, content: bytes) -> None:
        """Compresses a new content under an entry, whose sizes and checksum are set."""
        compressor = zlib.compressobj(LEVEL if len(content) < LARGE else LARGE_LEVEL, zlib.DEFLATED, -15)
        stream = compressor.compress(content) + compressor.flush()
        info.compress_type = zipfile.ZIP_DEFLATED
        info.CRC, info.file_size, info.compress_size = zlib.crc32(content), len(content), len(stream)
        self._add(info, stream)

    def _add(self, info: zipfile.ZipInfo, stream: bytes) -> None:
        name, extra = _encoded_name(info), _without_zip64(info.extra)
        year, month, day, hour, minute, second = info.date_time
        common = (
            info.flag_bits & ~_DESCRIPTOR_FLAG,
            info.compress_type,
            hour << 11 | minute << 5 | second // 2,
            (year - 1980) << 9 | month << 5 | day,
            info.CRC,
            info.compress_size,
            info.file_size,
            len(name),
            len(extra),
        )
        local = _LOCAL.pack(b"PK\3\4", max(info.extract_version, 20), *common) + name + extra
        made_by = (info.create_version, info.create_system, max(info.extract_version, 20), info.reserved)
        tail = (len(info.comment), 0, info.internal_attr, info.external_attr, self._size)
        self._directory.append(
            _CENTRAL.pack(b"PK\1\2", *made_by, *common, *tail) + name + extra + info.comment
        )
        self._pieces += [local, stream]
        self._size += len(local) + len(stream)

    def finish(self, comment: bytes) -> bytes:
        """The archive, with its directory."""
        directory = b"".join(self._directory)
        count = len(self._directory)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), self._size, len(comment))
        return b"".join([*self._pieces, directory, end, comment])


def _without_zip64(extra: bytes) -> bytes:
    kept, position = b"", 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        field = extra[position : position + 4 + length]
        kept += b"" if kind == _ZIP64_EXTRA else field
        position += 4 + length
    return kept
