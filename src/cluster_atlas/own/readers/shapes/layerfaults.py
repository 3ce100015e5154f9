"""What the readers of layers refuse a file for and say of it, in the same words for all formats."""

from __future__ import annotations

from collections.abc import Iterable

from cluster_atlas.own.limits import Limits
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown

# What to do.
CHECK = Text("请核对", "check it")
EXPORT = Text("请重新导出", "export it anew")
MEND = Text("请在制图软件中修复后重新导出", "mend it in the mapping program and export it anew")
SPLIT = Text("请拆分后再读入", "split it and read the parts")
TOGETHER = Text("请连同其余部分一起读入", "read it together with its other parts")
CHOOSE_SYSTEM = Text("请选择坐标系", "choose the system of coordinates")
NOTHING_TO_DO = Text("无需处理", "nothing needs to be done")

# What is wrong with a shape or a value.
DAMAGED_SHAPE = Text("图形已损坏", "has a damaged shape")
WRONG_SHAPE = Text("图形不合规定，未读入", "has a shape against the rules, which was not read")
WRONG_VALUE = Text("不是这一字段的值", "is no value of this field")

# What is said once of a layer or file, and what to do.
OPEN_RINGS = Text("有未闭合的环，已闭合", "had rings that were not closed and now are"), CHECK
HEIGHTS = Text("图形带高程，只取平面坐标", "has heights, which are dropped"), NOTHING_TO_DO
MEASURES = Text("图形带 M 值，只取平面坐标", "has measures, which are dropped"), NOTHING_TO_DO
NO_SYSTEM = Text("没有坐标系", "names no system of coordinates"), CHOOSE_SYSTEM
NO_LAYERS = Text("没有图层", "has no layer"), EXPORT

# What there can be too many of.
ROWS = Text("记录", "features")
COLUMNS = Text("字段", "fields")
VERTICES = Text("顶点", "vertices")

_MB = 1024 * 1024


def refusal(file: str, message: Text, hint: Text, value: object = "") -> AtlasError:
    """Return the refusal of a file as a whole."""
    return AtlasError([note(file, "", message, hint, value)])


def note(file: str, entry: str, message: Text, hint: Text, value: object = "") -> Issue:
    """Return what is to say of a file or layer as a whole."""
    return Issue(file, entry, "", quote(value) if value != "" else "", message, hint)


def too_many(file: str, what: Text, bound: int) -> AtlasError:
    """Return the refusal of a file that holds more than it may."""
    message = Text(f"{what.zh}超过 {bound:,} 个", f"holds more than {bound:,} {what.en}")
    return refusal(file, message, SPLIT)


def no_layer(file: str, wanted: str, names: Iterable[str]) -> AtlasError:
    """Return the refusal of a layer that the file does not hold."""
    return AtlasError([unknown(Text("图层", "layer"), wanted, map(quote, names), file=file)])


def too_large_unpacked(file: str, size: int, limits: Limits) -> AtlasError:
    """Return the refusal of a file that unpacks to more than it may, to ``size`` bytes."""
    most = limits.expanded_bytes // _MB
    message = Text(f"解压后大于 {most:,} MB", f"is larger than {most:,} MB when unpacked")
    return refusal(file, message, SPLIT, f"{size / _MB:,.1f} MB")


def check_size(file: str, size: int, limits: Limits) -> None:
    """Refuse a file that is larger than it may be."""
    if size > limits.file_bytes:
        most = limits.file_bytes // _MB
        message = Text(f"文件大于 {most:,} MB", f"is larger than {most:,} MB")
        raise refusal(file, message, SPLIT, f"{size / _MB:,.1f} MB")
