"""A new cluster file with every field explained, ready to be filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cluster_atlas.files.outfiles import write_file
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")

_TEMPLATE = """\
# 一个集群一个文件；文件名（不含 .toml）是集群编号。填好后运行 cluster-atlas check。
# One file per cluster; its stem is the cluster's id. Fill it in, then run cluster-atlas check.
name    = {name}
name-en = {name}
group   = "strategic-emerging"   # strategic-pillar, strategic-emerging, future
colour  = "#5b6770"

# 产业：至多两级，下级用 parent 指向上级 · industries: two levels, parent points to the upper one
# [[industry]]
# id       = "example-industry"
# name     = "示例产业"
# name-en  = "Example industry"
# parent   = ""                  # 上级产业编号 · id of the upper industry
# stage    = "midstream"         # upstream, midstream, downstream, service
# gbt      = ["3720"]            # GB/T 4754
# synonyms = ["检索用的别称"]
# products = ["属于它的产品词"]      # “落点”据此找到它 · under which Find finds it

# 定位：地区 × 产业 × 角色 × 状态 × 条款 · designation: places × industries × role × status × clause
# [[designation]]
# id         = "example-base"
# places     = ["city:440700"]   # cluster-atlas places 列出全部编号 · lists every id
# industries = ["example-industry"]
# role       = "base"
# status     = "priority"
# title      = "用自己的话概括"
# title-en   = "In our own short words"
# clause     = "gd-equipment-2023#4.5"
# terms      = ["条款中原有的短语"]   # 核验用 · must stand in the clause
"""


def write_cluster(folder: Path, name: str) -> Path:
    """Write ``layers/<name>.toml`` with every field explained.

    Raises
    ------
    AtlasError
        If the name is not fit for a file, the file is there already, or cannot be written.
    """
    path = folder / "layers" / f"{name}.toml"
    if not _NAME.fullmatch(name):
        message = Text("集群编号不合规", "is not fit for a cluster id")
        hint = Text(
            "请用小写字母、数字与连字符，如 new-energy", "use small letters, digits, hyphens"
        )
        raise AtlasError([Issue("new cluster", "", "", quote(name), message, hint)])
    if path.exists():
        message = Text("文件已存在", "the file is there already")
        hint = Text("请换一个编号", "choose another id")
        raise AtlasError([Issue("new cluster", "", "", quote(path), message, hint)])
    write_file(path, _TEMPLATE.format(name=json.dumps(name)).encode())
    return path
