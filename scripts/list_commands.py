"""Write docs/commands.md: every command and option, in the words of its help.

Run it after a command or an option changes; a test holds the page to the commands::

    python scripts/list_commands.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cluster_atlas.cli.main import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

_HEAD = """\
# 命令 · Commands

本页由 `scripts/list_commands.py` 从程序本身写出。
*Written from the program itself.*

- 筛选项可多次给出：同一项内为“或”，各项之间为“且”；编号、中文名、英文名均可。 · A filter may be \
given several times: values of one are alternatives, filters add up; ids and names are taken.
- `--data` 也可写在命令之前；`-h`、`--help` 显示说明，`--version` 显示版本。 · `--data` may stand \
before the command as well; `-h` and `--help` explain, `--version` tells the version.
- 被拒的输入以退出码 2 结束，各用一句话说明。 · What is refused ends with exit code 2 and \
a sentence each.
"""

_ENVIRONMENT = """
## 环境变量 · Environment

| 变量 · variable | 含义 · meaning |
|---|---|
| `CLUSTER_ATLAS_DATA` | `serve` 所用的数据目录 · data folder of `serve` |
| `CLUSTER_ATLAS_CACHE` | 已打开的图谱存放处 · where opened atlases are kept |
| `CLUSTER_ATLAS_POLICY_TEXTS` | 政策文本目录，同 `serve --policies` · folder of the policy texts |
| `CLUSTER_ATLAS_STORE` | 单位自有数据的工作区，同 `serve --workspace` · workspace of own data |
| `CLUSTER_ATLAS_IMPORT_LIMITS` | 导入的限度，如 `rows=2000000 seconds=300` · limits of imports |
| `CLUSTER_ATLAS_OFFICES` | 各单位及其成员，同 `serve --offices` · offices and their members |
| `CLUSTER_ATLAS_SECRETS` | 登录设置的文件（`secrets.toml`） · file of the sign-in's settings |
| `CLUSTER_ATLAS_BASEMAP` | 底图瓦片，`https://…/{z}/{x}/{y}.png` · tiles of a basemap |
| `CLUSTER_ATLAS_TIANDITU_TOKEN` | 天地图的令牌 · token of Tianditu |
| `STREAMLIT_SERVER_BASE_URL_PATH` | 同 `serve --base-path` · as `serve --base-path` |
| `LANG`、`LC_ALL` | 提示的语言：没有设或以 `zh` 开头为中文，其余为英文 · language of messages |
"""


def commands(
    group: click.Group = cli, name: str = "cluster-atlas"
) -> Iterator[tuple[str, click.Command]]:
    """Yield each command with what is typed to run it, in the order of the help."""
    with click.Context(group, info_name=name) as context:
        for word in group.list_commands(context):
            command = group.get_command(context, word)
            if isinstance(command, click.Group):
                if command.invoke_without_command:
                    yield f"{name} {word}", command
                yield from commands(command, f"{name} {word}")
            elif command is not None:
                yield f"{name} {word}", command


def page() -> str:
    """Return the page."""
    return _HEAD + "".join(_section(name, command) for name, command in commands()) + _ENVIRONMENT


def _section(name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name) as context:
        usage = " ".join([name, *command.collect_usage_pieces(context)])
        options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        rows = [_row(option, context) for option in options]
    words = (command.help or "").partition("\f")[0].strip()
    table = ["| 选项 · option | 含义 · meaning | 取值 · values |", "|---|---|---|", *rows]
    return "\n".join(["", f"## {name}", "", words, "", f"```text\n{usage}\n```", "", *table, ""])


def _row(option: click.Option, context: click.Context) -> str:
    names = "、".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    values = []
    if isinstance(option.type, click.Choice):
        values.append("、".join(f"`{choice}`" for choice in option.type.choices))
    elif not option.is_flag:
        values.append(f"`{option.make_metavar(context)}`".replace("|", "\\|"))
    if option.required:
        values.append("必填 · required")
    if option.multiple:
        values.append("可多次 · repeatable")
    if option.show_default:
        values.append(f"默认 · default `{option.default}`")
    return f"| {names} | {(option.help or '').replace('|', chr(92) + '|')} | {'；'.join(values)} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
